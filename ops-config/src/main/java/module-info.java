/** Twelve-factor settings: the environment, bound to validated records. */
module dev.operable.config {
    requires static jakarta.validation;
    requires static transitive org.jspecify;

    exports dev.operable.config;
}
