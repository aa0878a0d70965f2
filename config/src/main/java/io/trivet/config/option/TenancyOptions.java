package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// Whether `X-Scope-OrgID` separates data.
public record TenancyOptions(
    @Describe(
            "Whether the header `X-Scope-OrgID` selects a tenant with a directory and limits of its"
                + " own; a request without it is then refused.")
        @Default("false")
        boolean enabled) {}
