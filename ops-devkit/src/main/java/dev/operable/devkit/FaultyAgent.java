package dev.operable.devkit;

/**
 * The embedded agent of a test, which plays faults besides being taken away. A test gets it as a parameter where {@link
 * WithConsul} asks for the embedded one. For use by one thread at a time.
 *
 * <pre>{@code
 * @WithConsul(Kind.EMBEDDED)
 * class HitsTest {
 *     @Test
 *     void goesOnWhileConsulHasNoLeader(FaultyAgent consul) {
 *         consul.play(Fault.answering(500, "No cluster leader"));
 *     }
 * }
 * }</pre>
 */
public interface FaultyAgent extends ConsulAgent {
    /** Plays a fault in place of the one before, {@link Fault#none} to end it; what is started anew has none. */
    void play(Fault fault);
}
