// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-codec.h"
#include "mqtt-packet-layout.h"
#include "mqtt-utf8.h"

#include <cassert>

namespace ns3::mqtt
{

namespace
{

/// Counts what would be written, so that the octets are allocated once.
class SizeSink
{
  public:
    /// Takes an octet.
    void Put8(std::uint8_t)
    {
        m_size += 1;
    }

    /// Takes octets as they are. @param octets octets
    void PutRaw(ByteView octets)
    {
        m_size += octets.size();
    }

    /// @return how many were taken
    std::size_t GetSize() const
    {
        return m_size;
    }

  private:
    std::size_t m_size{0}; ///< octets so far
};

/// Writes octets.
class ByteSink
{
  public:
    /// @param size octets to come
    explicit ByteSink(std::size_t size)
    {
        m_bytes.reserve(size);
    }

    /// Takes an octet. @param value octet
    void Put8(std::uint8_t value)
    {
        m_bytes.push_back(value);
    }

    /// Takes octets as they are. @param octets octets
    void PutRaw(ByteView octets)
    {
        m_bytes.insert(m_bytes.end(), octets.begin(), octets.end());
    }

    /// @return all of them
    Bytes Take()
    {
        return std::move(m_bytes);
    }

  private:
    Bytes m_bytes; ///< octets so far
};

template <class Sink>
void
Put16(Sink& sink, std::size_t value)
{
    sink.Put8(static_cast<std::uint8_t>(value >> 8));
    sink.Put8(static_cast<std::uint8_t>(value));
}

template <class Sink>
void
PutField(Sink& sink, ByteView field)
{
    assert(field.size() <= MAX_FIELD_SIZE);
    Put16(sink, field.size());
    sink.PutRaw(field);
}

template <class Sink>
void
PutText(Sink& sink, std::string_view text)
{
    PutField(sink, ByteView(text));
}

std::uint8_t
GetConnectFlags(const Connect& packet)
{
    unsigned flags = packet.cleanSession ? CONNECT_CLEAN_SESSION : 0;
    if (packet.will)
    {
        flags |= CONNECT_WILL | static_cast<unsigned>(packet.will->qos) << CONNECT_WILL_QOS_SHIFT;
        flags |= packet.will->retain ? CONNECT_WILL_RETAIN : 0;
    }
    flags |= packet.userName ? CONNECT_USER_NAME : 0;
    flags |= packet.password ? CONNECT_PASSWORD : 0;
    return static_cast<std::uint8_t>(flags);
}

template <class Sink>
void
PutBody(Sink& sink, const Connect& packet)
{
    PutText(sink, "MQTT");
    sink.Put8(packet.protocolLevel);
    sink.Put8(GetConnectFlags(packet));
    Put16(sink, packet.keepAlive);
    PutText(sink, packet.clientId);
    if (packet.will)
    {
        PutText(sink, packet.will->message->topic);
        PutField(sink, packet.will->message->payload);
    }
    if (packet.userName)
    {
        PutText(sink, *packet.userName);
    }
    if (packet.password)
    {
        PutField(sink, *packet.password);
    }
    sink.PutRaw(packet.trailer);
}

template <class Sink>
void
PutBody(Sink& sink, const Connack& packet)
{
    sink.Put8(packet.sessionPresent ? 1 : 0);
    sink.Put8(static_cast<std::uint8_t>(packet.code));
    sink.PutRaw(packet.trailer);
}

template <class Sink>
void
PutBody(Sink& sink, const Publish& packet)
{
    PutText(sink, packet.message->topic);
    if (packet.qos != Qos::AT_MOST_ONCE)
    {
        Put16(sink, packet.packetId);
    }
    sink.PutRaw(packet.message->payload);
}

template <class Sink>
void
PutBody(Sink& sink, const Subscribe& packet)
{
    Put16(sink, packet.packetId);
    for (const auto& subscription : packet.subscriptions)
    {
        PutText(sink, subscription.filter);
        const bool marked =
            &subscription == &packet.subscriptions.back() && !packet.trailer.empty();
        sink.Put8(static_cast<std::uint8_t>(subscription.qos) | (marked ? SUBSCRIBE_TRAILER : 0));
    }
    sink.PutRaw(packet.trailer);
}

template <class Sink>
void
PutBody(Sink& sink, const Suback& packet)
{
    Put16(sink, packet.packetId);
    for (const auto& code : packet.codes)
    {
        const bool marked = &code == &packet.codes.back() && !packet.trailer.empty();
        sink.Put8(code | (marked ? SUBACK_TRAILER : 0));
    }
    sink.PutRaw(packet.trailer);
}

template <class Sink>
void
PutBody(Sink& sink, const Unsubscribe& packet)
{
    Put16(sink, packet.packetId);
    for (const auto& filter : packet.filters)
    {
        PutText(sink, filter);
    }
}

/// The types that carry a packet identifier and nothing else.
template <class Sink, class Packet>
auto
PutBody(Sink& sink, const Packet& packet) -> decltype(packet.packetId, void())
{
    Put16(sink, packet.packetId);
}

template <class Sink>
void
PutBody(Sink&, const Pingreq&)
{
}

template <class Sink>
void
PutBody(Sink&, const Pingresp&)
{
}

template <class Sink>
void
PutBody(Sink&, const Disconnect&)
{
}

std::uint8_t
GetFirstOctet(const ControlPacket& packet)
{
    auto type = GetType(packet);
    unsigned flags = GetFixedFlags(type);
    if (const auto* publish = std::get_if<Publish>(&packet))
    {
        flags = static_cast<unsigned>(publish->qos) << PUBLISH_QOS_SHIFT;
        flags |= publish->dup ? PUBLISH_DUP : 0;
        flags |= publish->retain ? PUBLISH_RETAIN : 0;
    }
    return static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | flags);
}

template <class Sink>
void
PutRemainingLength(Sink& sink, std::size_t length)
{
    for (; length > 0x7f; length >>= 7)
    {
        sink.Put8(static_cast<std::uint8_t>(length) | 0x80);
    }
    sink.Put8(static_cast<std::uint8_t>(length));
}

} // namespace

Bytes
Encode(const ControlPacket& packet)
{
    SizeSink size;
    std::visit([&size](const auto& p) { PutBody(size, p); }, packet);
    auto bodySize = size.GetSize();
    assert(bodySize <= MAX_REMAINING_LENGTH);
    size.Put8(0);
    PutRemainingLength(size, bodySize);

    ByteSink bytes(size.GetSize());
    bytes.Put8(GetFirstOctet(packet));
    PutRemainingLength(bytes, bodySize);
    std::visit([&bytes](const auto& p) { PutBody(bytes, p); }, packet);
    return bytes.Take();
}

} // namespace ns3::mqtt
