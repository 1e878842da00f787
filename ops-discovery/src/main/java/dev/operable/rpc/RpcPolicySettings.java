package dev.operable.rpc;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.util.Map;
import java.util.Optional;

/**
 * What a process says of calls to it, and follows of what others say. Immutable.
 *
 * @param policy how this service wants to be called; nothing by default
 * @param follow what is followed by clients that have no options of their own; {@link RpcOptions.OwnerPolicy#FOLLOW}
 */
public record RpcPolicySettings(
        @Key("OPS_RPC_POLICY")
        @Doc("How this service wants to be called, for example attemptTimeout=400ms retries=1 once=GET:/export.")
        Optional<RpcPolicy> policy,

        @Key("OPS_RPC_FOLLOW")
        @Default("follow")
        @Doc("What calls follow of the policies that services publish: follow, gentler (no times), ignore.")
        RpcOptions.OwnerPolicy follow) {

    /** For the registration of this service. */
    public Map<String, String> meta() {
        return policy.map(RpcPolicy::meta).orElse(Map.of());
    }

    /** How services are called that have no options of their own. */
    public RpcOptions options() {
        return RpcOptions.builder().ownerPolicy(follow).build();
    }
}
