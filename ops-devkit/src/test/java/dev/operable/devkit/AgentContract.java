package dev.operable.devkit;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/** What every part of the contract starts from: a client of the agent, and a name that nobody else uses. */
abstract class AgentContract {
    private static final AtomicInteger NAMES = new AtomicInteger();

    AgentClient agent;
    String name;

    @BeforeEach
    void connect(ConsulAgent consul) {
        agent = new AgentClient(consul.address());
        name = "contract-" + NAMES.incrementAndGet();
    }
}
