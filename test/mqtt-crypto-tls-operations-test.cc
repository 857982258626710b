// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-test.h"

#include <array>

namespace ns3::mqtt::test
{

namespace
{

/// How a handshake proves who is who.
enum class Mode
{
    FULL,    ///< with certificates
    RESUMED, ///< with an earlier session
    PSK      ///< with a key from elsewhere
};

/// What decides which operations a handshake takes.
struct Handshake
{
    TlsVersion version;       ///< of TLS
    Mode mode;                ///< how it proves who is who
    KeyType keyType;          ///< of all certificates
    std::size_t chainLength;  ///< certificates that are sent
    bool mutual;              ///< the client shows certificates as well
    TlsResumption resumption; ///< how sessions are kept

    /// @return for messages
    std::string GetName() const
    {
        return std::string(version == TlsVersion::TLS_1_3 ? "TLS 1.3 " : "TLS 1.2 ") +
               (mode == Mode::FULL  ? "full"
                : mode == Mode::PSK ? "psk"
                                    : "resumed") +
               (keyType == KeyType::P256 ? " P-256 " : " RSA ") + std::to_string(chainLength) +
               (mutual ? " mutual" : "") +
               (resumption == TlsResumption::TICKETS ? " tickets" : " ids");
    }
};

/// A list of operations as RecordingMeter writes it.
using Expected = std::map<std::string, std::uint64_t>;

/// @param expected counts by name
/// @return as RecordingMeter writes it
std::string
ToList(const Expected& expected)
{
    std::string list;
    for (const auto& [name, count] : expected)
    {
        if (count > 0)
        {
            list += (list.empty() ? "" : ", ") + name + " " + std::to_string(count);
        }
    }
    return list;
}

/// Adds what authentication by certificates takes; section numbers are RFC 8446's.
/// @param h handshake
/// @param ofClient whose list it is
/// @param list gets the operations
void
AddAuthentication(const Handshake& h, bool ofClient, Expected& list)
{
    if (h.mode != Mode::FULL)
    {
        return;
    }
    const bool isRsa = h.keyType == KeyType::RSA_2048;
    if (!ofClient || h.mutual)
    {
        // CertificateVerify (4.4.3), in TLS 1.2 the server's ServerKeyExchange (RFC 5246, 7.4.3).
        list[isRsa ? "rsa-2048-private" : "ecdsa-p256-sign"] += 1;
    }
    if (ofClient || h.mutual)
    {
        // The same message of the peer, and each certificate it sent by the key above it (4.4.2).
        list[isRsa ? "rsa-2048-public" : "ecdsa-p256-verify"] += 1 + h.chainLength;
        // OpenSSL names each certificate by its digest.
        list["sha-1"] += h.chainLength;
    }
}

/// @param h handshake with TLS 1.3
/// @param ofClient whose list it is
/// @return operations according to RFC 8446
Expected
ExpectNew(const Handshake& h, bool ofClient)
{
    const bool byKey = h.mode != Mode::FULL;
    const bool resumed = h.mode == Mode::RESUMED;
    const bool tickets = h.resumption == TlsResumption::TICKETS;
    const bool opensTicket = tickets && resumed && !ofClient;
    const bool sealsTicket = tickets && !ofClient;
    Expected list;
    AddAuthentication(h, ofClient, list);
    // key_share (4.2.8), also with a key known before: psk_dhe_ke.
    list["ec-keygen-p256"] = 1;
    list["ecdh-p256"] = 1;
    // 7.1: 3 extracts; 2 + 2 traffic secrets with key and IV each; 2 finished keys (4.4.4);
    // exporter and resumption secret; the ticket's key (4.6.1). Binder: its key and its finished
    // key (4.2.11).
    list["hkdf-sha256"] = 3 + 4 * 3 + 2 + 2 + 1 + (byKey ? 2 : 0);
    // Own Finished and the peer's, binder, and the tickets' own MAC (RFC 5077, 4).
    list["hmac-sha256"] = 2 + (byKey ? 1 : 0) + (opensTicket ? 1 : 0) + (sealsTicket ? 1 : 0);
    list["aes-256-cbc"] = (opensTicket ? 1 : 0) + (sealsTicket ? 1 : 0);
    // Transcript (4.4.1): to ServerHello once per direction, to the server's Finished for both
    // Finished and the application secrets, to the client's Finished. CertificateVerify: one each.
    // Binder: ClientHello and the empty string. The client names a session by its ticket's digest.
    list["sha-256"] = 6 + (byKey ? 2 : h.mutual ? 2 : 1) + (ofClient ? 1 : 0);
    // EncryptedExtensions, Finished twice, NewSessionTicket; Certificate and CertificateVerify of
    // who shows one, CertificateRequest: a record each.
    list["aes-128-gcm"] = 4 + (byKey ? 0 : h.mutual ? 5 : 2);
    // Random; session id of the client, or of the server's stored session; age_add; ticket's IV.
    list["random"] = ofClient ? 2 : tickets ? 4 : 3;
    return list;
}

/// @param h handshake with TLS 1.2
/// @param ofClient whose list it is
/// @return operations according to RFC 5246
Expected
ExpectOld(const Handshake& h, bool ofClient)
{
    const bool full = h.mode == Mode::FULL;
    const bool tickets = h.resumption == TlsResumption::TICKETS;
    Expected list;
    AddAuthentication(h, ofClient, list);
    // ServerKeyExchange and ClientKeyExchange (RFC 8422, 5.4 and 5.7).
    list["ec-keygen-p256"] = full ? 1 : 0;
    list["ecdh-p256"] = full ? 1 : 0;
    // Master secret (8.1), key block (6.3), two Finished (7.4.9).
    list["tls1-prf-sha256"] = full ? 4 : 3;
    // Transcript: two Finished and, in a full handshake, the extended master secret (RFC 7627). The
    // client names a new session by its ticket's digest.
    list["sha-256"] = 2 + (full ? 1 : 0) + (full && ofClient && tickets ? 1 : 0);
    // Two Finished are all that is encrypted.
    list["aes-128-gcm"] = 2;
    // A ticket (RFC 5077, 4) is sealed in a full handshake and opened in a resumed one.
    list["aes-256-cbc"] = !ofClient && tickets ? 1 : 0;
    list["hmac-sha256"] = list["aes-256-cbc"];
    // Random; of the server also the session id or the ticket's IV.
    list["random"] = 1 + (full && !ofClient ? 1 : 0);
    return list;
}

/// What OpenSSL says it sent and received, message by message.
struct Messages
{
    std::array<std::uint64_t, 256> sent{};     ///< by handshake type
    std::array<std::uint64_t, 256> received{}; ///< by handshake type
    std::uint64_t certificates{0};             ///< in Certificate messages received
    bool isNew{false};                         ///< TLS 1.3
};

/// @param data what a 24-bit length is read from
/// @return the length
std::size_t
Read24(const std::uint8_t* data)
{
    return data[0] << 16 | data[1] << 8 | data[2];
}

/// @param message Certificate, with its header
/// @param size of it
/// @param isNew TLS 1.3, where a context comes first and extensions after each
/// @return how many certificates it has
std::uint64_t
CountCertificates(const std::uint8_t* message, std::size_t size, bool isNew)
{
    std::uint64_t count{0};
    std::size_t at = 4 + (isNew ? 1 + message[4] : 0) + 3;
    while (at + 3 <= size)
    {
        at += 3 + Read24(message + at);
        at += isNew ? 2 + (message[at] << 8 | message[at + 1]) : 0;
        ++count;
    }
    return count;
}

/// As OpenSSL's message callback.
void
Watch(int sent, int, int contentType, const void* buffer, std::size_t size, SSL*, void* argument)
{
    auto messages = static_cast<Messages*>(argument);
    auto octets = static_cast<const std::uint8_t*>(buffer);
    if (contentType != SSL3_RT_HANDSHAKE || size < 4)
    {
        return;
    }
    ++(sent ? messages->sent : messages->received)[octets[0]];
    if (!sent && octets[0] == SSL3_MT_CERTIFICATE)
    {
        messages->certificates += CountCertificates(octets, size, messages->isNew);
    }
}

/// Records under protection, as they stand on the wire.
struct Records
{
    std::uint64_t count{0};     ///< how many
    std::uint64_t plaintext{0}; ///< octets in them before encryption
};

/// @param flights of a connection
/// @param isNew TLS 1.3
/// @return its protected records of AES-GCM
Records
CountRecords(const std::vector<Flight>& flights, bool isNew)
{
    Records records;
    bool isProtected[2] = {false, false};
    for (const auto& [fromClient, octets] : flights)
    {
        for (std::size_t at = 0; at + 5 <= octets.size();)
        {
            const std::size_t size = octets[at + 3] << 8 | octets[at + 4];
            const int type = octets[at];
            // TLS 1.3 marks every protected record as application data; its tag has 16 octets. In
            // TLS 1.2 protection begins after ChangeCipherSpec, and a nonce of 8 octets is added.
            if (isNew ? type == SSL3_RT_APPLICATION_DATA : isProtected[fromClient])
            {
                ++records.count;
                records.plaintext += size - (isNew ? 16 : 24);
            }
            isProtected[fromClient] |= type == SSL3_RT_CHANGE_CIPHER_SPEC;
            at += 5 + size;
        }
    }
    return records;
}

/// What each side of a TLS handshake is charged: the whole list against what the RFCs say, and
/// again against what went over the wire.
class TlsOperationsTest : public TestCase
{
  public:
    TlsOperationsTest()
        : TestCase("operations of TLS handshakes")
    {
    }

  private:
    void DoRun() override
    {
        const auto tickets = TlsResumption::TICKETS;
        for (auto version : {TlsVersion::TLS_1_2, TlsVersion::TLS_1_3})
        {
            for (auto type : {KeyType::P256, KeyType::RSA_2048})
            {
                for (std::size_t length : {1, 2, 3})
                {
                    Check({version, Mode::FULL, type, length, false, tickets});
                    Check({version, Mode::FULL, type, length, true, tickets});
                }
                Check({version, Mode::RESUMED, type, 2, true, tickets});
                Check({version, Mode::RESUMED, type, 1, false, TlsResumption::SESSION_IDS});
            }
            Check({version, Mode::RESUMED, KeyType::P256, 1, false, tickets});
        }
        Check({TlsVersion::TLS_1_3, Mode::PSK, KeyType::P256, 1, false, tickets});
    }

    /// @param h handshake to be made and checked
    void Check(const Handshake& h)
    {
        TlsCase tlsCase = MakeCase(h.version, GetPki(h.keyType, h.chainLength), h.mutual);
        tlsCase.client.resumption = tlsCase.server.resumption = h.resumption;
        if (h.mode == Mode::PSK)
        {
            const Secret key(ByteView("sixteen octets!!"));
            tlsCase.server.findPreSharedKey = [key](const std::string&) { return key; };
            tlsCase.party.preSharedKey = TlsPreSharedKey{"device", key};
        }
        TlsContexts contexts(tlsCase);
        if (h.mode == Mode::RESUMED)
        {
            auto first = contexts.Connect(tlsCase.party, 7);
            NS_TEST_ASSERT_MSG_EQ(first->Shake(), true, h.GetName() << ": first handshake");
            tlsCase.party.session = first->client.GetSession();
        }
        auto pair = contexts.Connect(tlsCase.party);
        Messages ofClient;
        Messages ofServer;
        ofClient.isNew = ofServer.isNew = h.version == TlsVersion::TLS_1_3;
        SSL_set_msg_callback(pair->client.GetSsl(), Watch);
        SSL_set_msg_callback_arg(pair->client.GetSsl(), &ofClient);
        SSL_set_msg_callback(pair->server.GetSsl(), Watch);
        SSL_set_msg_callback_arg(pair->server.GetSsl(), &ofServer);
        NS_TEST_ASSERT_MSG_EQ(pair->Shake(),
                              true,
                              h.GetName() << pair->clientError << pair->serverError);
        const bool resumed = h.mode == Mode::RESUMED;
        NS_TEST_EXPECT_MSG_EQ(pair->client.IsResumed(), resumed, h.GetName());
        NS_TEST_EXPECT_MSG_EQ(pair->server.IsResumed(), resumed, h.GetName());

        const auto expect = ofClient.isNew ? ExpectNew : ExpectOld;
        NS_TEST_EXPECT_MSG_EQ(pair->clientMeter.GetList(),
                              ToList(expect(h, true)),
                              h.GetName() << ", client");
        NS_TEST_EXPECT_MSG_EQ(pair->serverMeter.GetList(),
                              ToList(expect(h, false)),
                              h.GetName() << ", server");
        CheckMessages(h, pair->clientMeter, ofClient);
        CheckMessages(h, pair->serverMeter, ofServer);
        CheckRecords(h, *pair);
    }

    /// @param h handshake that was made
    /// @param meter of one side
    /// @param messages of the same side, as OpenSSL tells them
    void CheckMessages(const Handshake& h, const RecordingMeter& meter, const Messages& messages)
    {
        const int signedMessages[] = {SSL3_MT_CERTIFICATE_VERIFY, SSL3_MT_SERVER_KEY_EXCHANGE};
        std::uint64_t signs{0};
        std::uint64_t verifies{messages.certificates};
        for (int type : signedMessages)
        {
            signs += messages.sent[type];
            verifies += messages.received[type];
        }
        // TLS 1.3 always agrees on a key; TLS 1.2 does where there is a ClientKeyExchange.
        const int exchange = SSL3_MT_CLIENT_KEY_EXCHANGE;
        const std::uint64_t agreements =
            messages.isNew ? 1 : messages.sent[exchange] + messages.received[exchange];
        NS_TEST_EXPECT_MSG_EQ(meter.GetCount("ecdsa-p256-sign") +
                                  meter.GetCount("rsa-2048-private"),
                              signs,
                              h.GetName() << ": signatures in messages");
        NS_TEST_EXPECT_MSG_EQ(meter.GetCount("ecdsa-p256-verify") +
                                  meter.GetCount("rsa-2048-public"),
                              verifies,
                              h.GetName() << ": signatures of messages and certificates");
        NS_TEST_EXPECT_MSG_EQ(meter.GetCount("ecdh-p256"), agreements, h.GetName());
        NS_TEST_EXPECT_MSG_EQ(meter.GetCount("ec-keygen-p256"), agreements, h.GetName());
    }

    /// @param h handshake that was made
    /// @param pair its connection, which is used to send data
    void CheckRecords(const Handshake& h, TlsPair& pair)
    {
        const Bytes data(40000, 7);
        NS_TEST_EXPECT_MSG_EQ((pair.Transfer(true, data) == data), true, h.GetName());
        NS_TEST_EXPECT_MSG_EQ((pair.Transfer(false, data) == data), true, h.GetName());
        const Records records = CountRecords(pair.flights, h.version == TlsVersion::TLS_1_3);
        for (const RecordingMeter* meter : {&pair.clientMeter, &pair.serverMeter})
        {
            NS_TEST_EXPECT_MSG_EQ(meter->GetCount("aes-128-gcm"), records.count, h.GetName());
            NS_TEST_EXPECT_MSG_EQ(meter->GetBytes("aes-128-gcm"), records.plaintext, h.GetName());
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeTlsOperationTests()
{
    return {new TlsOperationsTest};
}

} // namespace ns3::mqtt::test
