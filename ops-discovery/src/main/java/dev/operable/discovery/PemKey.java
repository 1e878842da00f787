package dev.operable.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key in PEM: PKCS #8 as openssl writes it, or PKCS #1 and SEC 1 as {@code consul tls cert create} does. */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION_0 = {2, 1, 0};

    private PemKey() {}

    /**
     * The first key of the text.
     *
     * @param fitting the public key it belongs to, which says of what kind it is
     * @throws InvalidKeyException if there is none, or that of another public key
     */
    static PrivateKey read(byte[] pem, PublicKey fitting) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new InvalidKeyException("no private key");
        }
        byte[] key;
        try {
            key = Base64.getMimeDecoder().decode(block.group(2));
            if (block.group(1) != null) {
                key = wrapped(key, algorithm(fitting.getEncoded()));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new InvalidKeyException("not base64 or not DER", e);
        }
        PrivateKey read = KeyFactory.getInstance(fitting.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(key));
        if (!fits(read, fitting)) {
            throw new InvalidKeyException("the key of another certificate");
        }
        return read;
    }

    /** By a signature, which all kinds of keys for TLS can make; a handshake would end without a reason. */
    private static boolean fits(PrivateKey key, PublicKey fitting) throws GeneralSecurityException {
        String algorithm =
                switch (fitting.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> fitting.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(VERSION_0);
        byte[] signed = signature.sign();
        signature.initVerify(fitting);
        signature.update(VERSION_0);
        return signature.verify(signed);
    }

    /** The older forms are the inner part of PKCS #8 (RFC 5208, section 5), which Java reads. */
    private static byte[] wrapped(byte[] inner, byte[] algorithm) {
        byte[] content = joined(VERSION_0, algorithm, element(OCTETS, inner));
        return element(SEQUENCE, content);
    }

    /** Of a SubjectPublicKeyInfo (RFC 5280, section 4.1) the first element, which PKCS #8 has in the same form. */
    private static byte[] algorithm(byte[] publicKey) {
        int start = contentAt(publicKey, 0);
        int content = contentAt(publicKey, start);
        return Arrays.copyOfRange(publicKey, start, content + length(publicKey, start));
    }

    private static int contentAt(byte[] der, int element) {
        int first = der[element + 1] & 0xff;
        return element + 2 + (first < 0x80 ? 0 : first - 0x80);
    }

    private static int length(byte[] der, int element) {
        int first = der[element + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = element + 2; i < contentAt(der, element); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head;
        // DER has the shortest form of a length only; two bytes are enough for all keys in use.
        if (length < 0x80) {
            head = new byte[] {(byte) tag, (byte) length};
        } else if (length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return joined(head, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
