/// What an operator can set: one record per section of the configuration file, each component with
/// its default and one sentence of description. Key `single_port` of section `server` is the
/// component [ServerOptions#singlePort]; [TrivetOptions] is the file.
///
/// ```
/// TrivetOptions
///   server         ServerOptions -> ListenerOptions (one per protocol) -> TlsOptions, BasicAuthOptions
///   storage, wal, memory, query, ingest, log, multi_tenancy
///   global, scrape_configs, ...      the keys of a Prometheus configuration file
/// ```
///
/// Options of the stores and of the scraper are declared in those modules and only listed here.
@NullMarked
package io.trivet.config.option;

import org.jspecify.annotations.NullMarked;
