package dev.operable.discovery;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.Data;
import org.minidns.record.Record;

/** A DNS server that answers as it is told, over UDP and TCP. */
final class FakeDns implements AutoCloseable {
    /** Nothing is answered when it throws; a truncated answer over UDP is whole over TCP. */
    interface Answers {
        DnsMessage.Builder to(Question question, DnsMessage.Builder answer) throws IOException;
    }

    final List<Question> questions = new CopyOnWriteArrayList<>();
    volatile Answers answers;
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    FakeDns(Answers answers) throws IOException {
        this.answers = answers;
        tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        daemon(this::serveUdp);
        daemon(this::serveTcp);
    }

    static Record<Data> record(String name, Record.TYPE type, long ttl, Data data) {
        return new Record<>(DnsName.from(name), type, Record.CLASS.IN, ttl, data, false);
    }

    String server() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    private DnsMessage answer(byte[] bytes) throws IOException {
        DnsMessage asked = new DnsMessage(bytes);
        questions.add(asked.getQuestion());
        return answers.to(
                        asked.getQuestion(), asked.asBuilder().setQrFlag(true).setResponseCode(RESPONSE_CODE.NO_ERROR))
                .build();
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                byte[] reply = answer(Arrays.copyOf(packet.getData(), packet.getLength()))
                        .toArray();
                udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException | IllegalStateException silent) {
                if (udp.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                byte[] reply =
                        answer(bytes).asBuilder().setTruncated(false).build().toArray();
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(reply.length);
                out.write(reply);
            } catch (IOException | IllegalStateException silent) {
                if (tcp.isClosed()) {
                    return;
                }
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
