/// The HTTP API of Loki over the log store.
///
/// ```text
/// push: body -> PushEndpoint -> ProtobufPush | JsonPush -> PushSession -> LogAppender
///                               label text -> LabelText, level of a line -> LevelDetector
/// read: parameters -> LokiParameters -> LogqlEngine | LogQuerier -> LokiJson
/// ```
@NullMarked
package io.trivet.appliance.api.loki;

import org.jspecify.annotations.NullMarked;
