// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-probe.h"

#include "ns3/mqtt-codec.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of a record's header in TLS.
constexpr std::size_t RECORD_HEADER = SSL3_RT_HEADER_LENGTH;

/// The message that is none of the handshake, by its standard name.
const std::string CHANGE_CIPHER_SPEC = "ChangeCipherSpec";

/// The message that a server sends on the side.
const std::string TICKET = "NewSessionTicket";

/// @param type first octet of a handshake message
/// @return its name in the standards of TLS
std::string
GetMessageName(std::uint8_t type)
{
    static const std::map<std::uint8_t, std::string> NAMES{
        {SSL3_MT_CLIENT_HELLO, "ClientHello"},
        {SSL3_MT_SERVER_HELLO, "ServerHello"},
        {SSL3_MT_NEWSESSION_TICKET, TICKET},
        {SSL3_MT_ENCRYPTED_EXTENSIONS, "EncryptedExtensions"},
        {SSL3_MT_CERTIFICATE, "Certificate"},
        {SSL3_MT_SERVER_KEY_EXCHANGE, "ServerKeyExchange"},
        {SSL3_MT_CERTIFICATE_REQUEST, "CertificateRequest"},
        {SSL3_MT_SERVER_DONE, "ServerHelloDone"},
        {SSL3_MT_CERTIFICATE_VERIFY, "CertificateVerify"},
        {SSL3_MT_CLIENT_KEY_EXCHANGE, "ClientKeyExchange"},
        {SSL3_MT_FINISHED, "Finished"},
    };
    const auto found = NAMES.find(type);
    return found == NAMES.end() ? "handshake " + std::to_string(type) : found->second;
}

/// @param message a Certificate message with its header
/// @param version of TLS
/// @return octets of the first certificate in it, in DER; 0 if there is none
std::size_t
GetFirstCertificateSize(ByteView message, int version)
{
    // Behind the header come, in TLS 1.3 only, a context with its length, and then the lengths of
    // the list and of its first entry in three octets each.
    std::size_t at = SSL3_HM_HEADER_LENGTH;
    if (version == TLS1_3_VERSION && message.size() > at)
    {
        at += 1 + message[at];
    }
    at += 3;
    if (message.size() < at + 3)
    {
        return 0;
    }
    return message[at] * 65536U + message[at + 1] * 256U + message[at + 2];
}

/// @param packet any packet
/// @return octets of its trailer
std::size_t
GetTrailerSize(const ControlPacket& packet)
{
    const auto measure = [](const auto& one) -> std::size_t {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, Connect> || std::is_same_v<T, Connack> ||
                      std::is_same_v<T, Subscribe> || std::is_same_v<T, Suback>)
        {
            return one.trailer.size();
        }
        return 0;
    };
    return std::visit(measure, packet);
}

} // namespace

std::size_t
CountRoundTrips(const std::vector<SetupItem>& items)
{
    std::size_t trips = 1;
    bool waits = false;
    for (const auto& item : items)
    {
        if (item.name == TICKET)
        {
            continue;
        }
        trips += waits && !item.sent ? 1 : 0;
        waits = item.sent;
    }
    return trips;
}

SetupWorkTable
Summarise(const Ledger& ledger)
{
    SetupWorkTable table;
    for (const auto& entry : ledger.GetEntries())
    {
        SetupWork& work = table[entry.operation.GetName()];
        work.count += entry.count;
        work.bytes += entry.bytes;
        work.chargedNs += entry.chargedNs;
    }
    return table;
}

SetupWorkTable
Subtract(const SetupWorkTable& after, const SetupWorkTable& before)
{
    SetupWorkTable table;
    for (const auto& [name, work] : after)
    {
        const auto found = before.find(name);
        const SetupWork past = found == before.end() ? SetupWork{} : found->second;
        if (work.count > past.count)
        {
            table[name] = {work.count - past.count,
                           work.bytes - past.bytes,
                           work.chargedNs - past.chargedNs};
        }
    }
    return table;
}

SetupProbe::Step::Step(SetupProbe& probe, const std::string& step)
    : m_probe(probe),
      m_before(probe.m_step)
{
    m_probe.Account();
    m_probe.m_step = step;
}

SetupProbe::Step::~Step()
{
    m_probe.Account();
    m_probe.m_step = m_before;
}

void
SetupProbe::SetLedger(std::shared_ptr<const Ledger> ledger)
{
    m_ledger = std::move(ledger);
}

void
SetupProbe::ConnectionWanted() const
{
    if (m_wanted)
    {
        m_wanted();
    }
}

void
SetupProbe::Forget()
{
    Account();
    m_steps.clear();
    m_items.clear();
    m_nRecords = 0;
    m_recordOctets = 0;
    m_certificateOctets = 0;
}

void
SetupProbe::Account()
{
    if (!m_ledger)
    {
        return;
    }
    SetupWorkTable now = Summarise(*m_ledger);
    if (!m_step.empty())
    {
        for (const auto& [name, work] : Subtract(now, m_seen))
        {
            SetupWork& sum = m_steps[m_step][name];
            sum.count += work.count;
            sum.bytes += work.bytes;
            sum.chargedNs += work.chargedNs;
        }
    }
    m_seen = std::move(now);
}

void
SetupProbe::Note(const ControlPacket& packet, bool sent)
{
    m_items.push_back(
        {false, GetName(GetType(packet)), sent, Encode(packet).size(), GetTrailerSize(packet)});
}

void
SetupProbe::Watch(SSL* ssl)
{
    if (ssl)
    {
        SSL_set_msg_callback(ssl, Hear);
        SSL_set_msg_callback_arg(ssl, this);
    }
}

void
SetupProbe::NoteRecord(std::size_t octets, bool established)
{
    if (established)
    {
        m_pending = octets;
        return;
    }
    ++m_nRecords;
    m_recordOctets += octets;
    m_pending = 0;
}

void
SetupProbe::Hear(int sent,
                 int version,
                 int type,
                 const void* data,
                 size_t size,
                 SSL* ssl,
                 void* probe)
{
    auto& self = *static_cast<SetupProbe*>(probe);
    const auto octets = static_cast<const std::uint8_t*>(data);
    if (type == SSL3_RT_HEADER && size == RECORD_HEADER)
    {
        // The last two octets say how much follows. What comes after the handshake is data of MQTT
        // unless a message is heard next.
        const std::size_t content = octets[3] * 256U + octets[4];
        self.NoteRecord(RECORD_HEADER + content, SSL_is_init_finished(ssl));
        if (!sent && octets[0] == SSL3_RT_CHANGE_CIPHER_SPEC)
        {
            // OpenSSL tells of this message only where it is sent.
            self.m_items.push_back({true, CHANGE_CIPHER_SPEC, false, content});
        }
        return;
    }
    const bool isMessage = type == SSL3_RT_HANDSHAKE && size > 0;
    if (!isMessage && type != SSL3_RT_CHANGE_CIPHER_SPEC)
    {
        return;
    }
    if (self.m_pending > 0)
    {
        self.NoteRecord(self.m_pending, false);
    }
    if (isMessage && !sent && octets[0] == SSL3_MT_CERTIFICATE)
    {
        self.m_certificateOctets = GetFirstCertificateSize(ByteView(octets, size), version);
    }
    self.m_items.push_back(
        {true, isMessage ? GetMessageName(octets[0]) : CHANGE_CIPHER_SPEC, sent != 0, size});
}

} // namespace ns3::mqtt
