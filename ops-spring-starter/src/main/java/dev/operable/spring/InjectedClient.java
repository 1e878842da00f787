package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import org.springframework.beans.factory.InjectionPoint;

/** Which client a place in the application's code asks for. */
final class InjectedClient {
    /**
     * The qualifier of the one bean that stands for all services. Spring tries it where the application has no bean of the
     * name that an {@link Rpc} has.
     */
    static final String OF_ANY_SERVICE = "dev.operable.rpc.RpcClient";

    private InjectedClient() {}

    /** @throws IllegalStateException with the place, if it does not name a service */
    static RpcClient of(InjectionPoint point, RpcClients clients) {
        Rpc named = point.getAnnotation(Rpc.class);
        String service = named == null ? "" : named.value();
        if (service.isBlank()) {
            throw new IllegalStateException("An RpcClient for no service is asked for by "
                    + point.getMember().toString()
                    + ". Name the service that it shall call, as in @Rpc(\"hits\") RpcClient hits.");
        }
        return clients.client(service);
    }
}
