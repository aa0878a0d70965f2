package io.trivet.core.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What an option does, in one sentence for the user; the reference of all keys is made of these.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Describe {
  String value();

  /// Whether a reload applies a new value without a restart.
  boolean reloadable() default false;
}
