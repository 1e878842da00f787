package dev.operable.starter;

import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.http.IncomingRequests;
import dev.operable.core.lifecycle.Supervisor;
import dev.operable.core.metrics.Metrics;
import dev.operable.database.Database;
import dev.operable.discovery.Catalog;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClients;
import java.util.Optional;

/** What a started service consists of, in the order of its start. */
record Parts(
        ServiceIdentity identity,
        ErrorReporter errors,
        Metrics metrics,
        Optional<Database> database,
        SelfChecks checks,
        AdminServer admin,
        Catalog catalog,
        RpcClients calls,
        IncomingRequests requests,
        Supervisor workers) {}
