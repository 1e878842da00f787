/** Registration in Consul and the live instances of a service. */
@NullMarked
package dev.operable.discovery;

import org.jspecify.annotations.NullMarked;
