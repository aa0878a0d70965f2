/// Kubernetes as a source of targets and of scrape jobs. Nothing here is loaded unless a section of
/// the configuration asks for it.
///
/// ```text
/// API server -> Watched (list and watch of one kind) -> *Targets: labels of targets -> discovery
///                ServiceMonitor, PodMonitor          -> MonitorJobs: scrape jobs     -> pools
/// ```
///
/// Entry classes [KubernetesTargets] and [MonitorWatch]. Source of the labels:
/// `kubernetes_sd_config` of Prometheus' configuration; of the jobs: the API of
/// monitoring.coreos.com.
@NullMarked
package io.trivet.scrape.kubernetes;

import org.jspecify.annotations.NullMarked;
