package dev.operable.rpc;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;

/** What the exceptions of Apache's client mean. */
final class ApacheFailures {
    private ApacheFailures() {}

    static Failure beforeAnswer(Exception e, Guard guard, ApacheRequest message) {
        Failure ended = guard.ended();
        if (ended == Failure.TIMEOUT && !message.leased()) {
            // The wait for a connection has the same end as the attempt; whichever notices first, it means the same.
            return Failure.NO_CONNECTION;
        }
        if (ended != null) {
            return ended;
        }
        if (Thread.currentThread().isInterrupted()) {
            return Failure.INTERRUPTED;
        }
        if (message.getEntity() instanceof RequestStream stream && stream.sourceFailed()) {
            return Failure.REQUEST_UNREADABLE;
        }
        if (e instanceof ConnectionRequestTimeoutException) {
            return Failure.NO_CONNECTION;
        }
        if (e instanceof ConnectTimeoutException) {
            return Failure.CONNECT_TIMEOUT;
        }
        if (e instanceof ConnectException) {
            return String.valueOf(e.getMessage()).contains("refused") ? Failure.REFUSED : Failure.UNREACHABLE;
        }
        if (e instanceof UnknownHostException || e instanceof NoRouteToHostException) {
            return Failure.UNREACHABLE;
        }
        if (e instanceof SocketTimeoutException) {
            return Failure.TIMEOUT;
        }
        if (e instanceof TlsHandshake.Failed) {
            return Failure.UNTRUSTED;
        }
        return e instanceof ClientProtocolException || e instanceof MessageConstraintException
                ? Failure.MALFORMED
                : Failure.BROKEN;
    }

    static Failure inAnswer(Exception e, Guard guard) {
        Failure ended = guard.ended();
        if (ended != null) {
            return ended;
        }
        return e instanceof SocketTimeoutException ? Failure.TIMEOUT : Failure.BODY_BROKEN;
    }
}
