// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-openssl.h"

#include "ns3/mqtt-certificates.h"
#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-seeded-random.h"

namespace ns3::mqtt
{

namespace
{

/// What the server's certificate says.
constexpr char SERVER_NAME[] = "broker.example";

/// Hears of work that nobody counts.
class DeafMeter : public Meter
{
  public:
    void Count(Operation /* operation */, std::uint64_t /* bytes */) override
    {
    }
};

/// Moves an object into OpenSSL's default library context, by way of its encoding.
/// @param object an object of any context
/// @param encode OpenSSL's function that encodes it
/// @param decode OpenSSL's function that decodes it
/// @return the same in the default context; null on failure
template <class T, class Encode, class Decode>
OpensslPtr<T>
MoveToDefaultContext(T* object, Encode encode, Decode decode)
{
    unsigned char* encoded = nullptr;
    const int size = encode(object, &encoded);
    const unsigned char* at = encoded;
    OpensslPtr<T> moved(size > 0 ? decode(nullptr, &at, size) : nullptr);
    OPENSSL_free(encoded);
    return moved;
}

/// @param context gets version, suite and group as the module chooses them; may be null
/// @return whether all could be set
bool
SetAlgorithms(SSL_CTX* context)
{
    if (!context)
    {
        return false;
    }
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) &&
           SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") &&
           SSL_CTX_set1_groups_list(context, "P-256");
}

/// @param context of servers
/// @param chain what they show
/// @return whether it could be set
bool
SetServer(SSL_CTX* context, const CertificateChain& chain)
{
    const auto certificate =
        MoveToDefaultContext(chain.certificates.front().get(), i2d_X509, d2i_X509);
    const auto key = MoveToDefaultContext(chain.key.get(), i2d_PrivateKey, d2i_AutoPrivateKey);
    return certificate && key && SSL_CTX_use_certificate(context, certificate.get()) &&
           SSL_CTX_use_PrivateKey(context, key.get()) && SSL_CTX_set_num_tickets(context, 1);
}

/// @param context of clients
/// @param trusted root that they trust
/// @return whether it could be set
bool
SetClient(SSL_CTX* context, X509* trusted)
{
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    const auto root = MoveToDefaultContext(trusted, i2d_X509, d2i_X509);
    return root && X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get());
}

} // namespace

Result<OpensslPair>
OpensslPair::Create()
{
    DeafMeter meter;
    SeededRandom random({});
    const CryptoScope scope(meter, random, 0);
    auto issuer = CertificateIssuer::Create({}, random);
    if (!issuer)
    {
        return issuer.error();
    }
    const auto chain = issuer.value()->Issue(SERVER_NAME);
    if (!chain)
    {
        return chain.error();
    }
    OpensslPair pair;
    pair.m_contexts[CLIENT_SIDE].reset(SSL_CTX_new(TLS_client_method()));
    pair.m_contexts[SERVER_SIDE].reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* client = pair.GetContext(CLIENT_SIDE);
    SSL_CTX* server = pair.GetContext(SERVER_SIDE);
    if (!SetAlgorithms(client) || !SetAlgorithms(server) ||
        !SetClient(client, issuer.value()->GetRoot().get()) || !SetServer(server, *chain.value()))
    {
        return MakeOpensslError("cannot set bare OpenSSL up");
    }
    return pair;
}

OpensslEnd::OpensslEnd(const OpensslPair& pair, BenchSide side)
    : m_ssl(SSL_new(pair.GetContext(side))),
      m_input(BIO_new(BIO_s_mem())),
      m_output(BIO_new(BIO_s_mem())),
      m_isClient(side == CLIENT_SIDE),
      m_expected(2)
{
    SSL_set_bio(m_ssl.get(), m_input, m_output);
    if (m_isClient)
    {
        SSL_set_connect_state(m_ssl.get());
        SSL_set_tlsext_host_name(m_ssl.get(), SERVER_NAME);
        SSL_set1_host(m_ssl.get(), SERVER_NAME);
        Connect connect;
        connect.clientId = "subscriber-500";
        connect.keepAlive = 60;
        m_packets = {Encode(connect), Encode(Subscribe{1, {{"plant/line/+"}}})};
        return;
    }
    SSL_set_accept_state(m_ssl.get());
    m_packets = {Encode(Connack{}), Encode(Suback{1, {0}})};
}

std::vector<Bytes>
OpensslEnd::Receive(const Bytes& octets)
{
    std::vector<Bytes> writes;
    BIO_write(m_input, octets.data(), static_cast<int>(octets.size()));
    if (!SSL_is_init_finished(m_ssl.get()))
    {
        const bool done = SSL_do_handshake(m_ssl.get()) == 1;
        TakeOutput(writes);
        if (done && m_isClient && SendNext())
        {
            TakeOutput(writes);
        }
    }
    std::array<std::uint8_t, 1024> buffer;
    std::size_t size = 0;
    while (SSL_is_init_finished(m_ssl.get()) &&
           SSL_read_ex(m_ssl.get(), buffer.data(), buffer.size(), &size))
    {
        --m_expected;
        if (SendNext())
        {
            TakeOutput(writes);
        }
    }
    return writes;
}

bool
OpensslEnd::SendNext()
{
    if (m_packets.empty())
    {
        return false;
    }
    const Bytes packet = std::move(m_packets.front());
    m_packets.pop_front();
    std::size_t written = 0;
    return SSL_write_ex(m_ssl.get(), packet.data(), packet.size(), &written) == 1;
}

void
OpensslEnd::TakeOutput(std::vector<Bytes>& writes)
{
    if (const std::size_t size = BIO_ctrl_pending(m_output))
    {
        Bytes& octets = writes.emplace_back(size);
        BIO_read(m_output, octets.data(), static_cast<int>(size));
    }
}

OpensslDialogue::OpensslDialogue(const OpensslPair& pair)
    : m_ends{OpensslEnd(pair, CLIENT_SIDE), OpensslEnd(pair, SERVER_SIDE)}
{
}

bool
OpensslDialogue::Play()
{
    std::deque<std::pair<std::size_t, Bytes>> network; // with the receiver
    std::array<std::uint32_t, 2> received{};
    network.emplace_back(CLIENT_SIDE, Bytes());
    while (!network.empty())
    {
        const auto [side, octets] = std::move(network.front());
        network.pop_front();
        received[side] += static_cast<std::uint32_t>(octets.size());
        for (Bytes& write : m_ends[side].Receive(octets))
        {
            m_flights[side].push_back({static_cast<std::uint32_t>(write.size()), received[side]});
            network.emplace_back(1 - side, std::move(write));
        }
    }
    return m_ends[CLIENT_SIDE].IsDone() && m_ends[SERVER_SIDE].IsDone();
}

} // namespace ns3::mqtt
