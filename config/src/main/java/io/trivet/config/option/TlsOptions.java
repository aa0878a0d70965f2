package io.trivet.config.option;

import io.trivet.core.option.Describe;
import org.jspecify.annotations.Nullable;

/// Transport encryption of a listener.
public record TlsOptions(
    @Describe("PEM file with the certificate chain of the server.") String certFile,
    @Describe("PEM file with the private key of the server.") String keyFile,
    @Describe("PEM file with the authorities whose client certificates are required and accepted.")
        @Nullable String clientCaFile) {}
