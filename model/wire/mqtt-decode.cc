// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-codec.h"
#include "mqtt-packet-layout.h"
#include "mqtt-packet-reader.h"
#include "mqtt-topic.h"

namespace ns3::mqtt
{

namespace
{

/// @param in reader
/// @param value what is in the packet
/// @param problem what to say if it is 3
/// @return quality of service
Qos
ToQos(PacketReader& in, unsigned value, const char* problem)
{
    in.Require(value <= 2, problem);
    return static_cast<Qos>(value <= 2 ? value : 0);
}

/// Checks the connect flags alone (section 3.1.2.3).
void
CheckConnectFlags(PacketReader& in, std::uint8_t flags)
{
    auto has = [flags](unsigned bits) { return (flags & bits) != 0; };
    in.Require(!has(0x01), "reserved connect flag is set");
    in.Require(has(CONNECT_WILL) || !has(CONNECT_WILL_RETAIN | 3U << CONNECT_WILL_QOS_SHIFT),
               "will QoS or will retain without the will flag");
    in.Require(has(CONNECT_USER_NAME) || !has(CONNECT_PASSWORD), "password without a user name");
}

Will
DecodeWill(PacketReader& in, std::uint8_t flags)
{
    Will will;
    will.qos = ToQos(in, flags >> CONNECT_WILL_QOS_SHIFT & 3U, "will QoS is 3");
    will.retain = flags & CONNECT_WILL_RETAIN;
    Message message;
    message.topic = in.ReadText("will topic is cut short or not UTF-8");
    in.Require(IsValidTopicName(message.topic), "will topic is not a topic name");
    message.payload = in.ReadField("will message is cut short").ToBytes();
    will.message = std::make_shared<const Message>(std::move(message));
    return will;
}

/// @param in reader
/// @param follows whether all that is left is a trailer
/// @return the trailer
Bytes
ReadTrailer(PacketReader& in, bool follows)
{
    return follows ? in.ReadRest().ToBytes() : Bytes();
}

/// Takes the mark that a trailer follows off an entry of a list.
/// @param entry requested QoS or return code
/// @param mark its bit
/// @param trailers whether there may be any
/// @return whether it was there
bool
TakeMark(std::uint8_t& entry, std::uint8_t mark, Trailers trailers)
{
    const bool marked = trailers == Trailers::TAKEN && (entry & mark) != 0;
    entry &= marked ? static_cast<std::uint8_t>(~mark) : std::uint8_t{0xff};
    return marked;
}

Connect
DecodeConnect(PacketReader& in, Trailers trailers)
{
    Connect packet;
    auto name = in.ReadText("protocol name is cut short or not UTF-8");
    in.Require(name == "MQTT", "protocol name is not MQTT");
    packet.protocolLevel = in.Read8("ends before the protocol level");
    if (packet.protocolLevel != PROTOCOL_LEVEL)
    {
        in.ReadRest();
        return packet;
    }
    auto flags = in.Read8("ends before the connect flags");
    CheckConnectFlags(in, flags);
    packet.cleanSession = flags & CONNECT_CLEAN_SESSION;
    packet.keepAlive = in.Read16("ends within the keep alive");
    packet.clientId = in.ReadText("client identifier is cut short or not UTF-8");
    if (flags & CONNECT_WILL)
    {
        packet.will = DecodeWill(in, flags);
    }
    if (flags & CONNECT_USER_NAME)
    {
        packet.userName = in.ReadText("user name is cut short or not UTF-8");
    }
    if (flags & CONNECT_PASSWORD)
    {
        packet.password = in.ReadField("password is cut short").ToBytes();
    }
    packet.trailer = ReadTrailer(in, trailers == Trailers::TAKEN);
    return packet;
}

Connack
DecodeConnack(PacketReader& in, Trailers trailers)
{
    auto flags = in.Read8("ends before the acknowledge flags");
    auto code = in.Read8("ends before the return code");
    in.Require(flags <= 1, "reserved acknowledge flag is set");
    in.Require(code <= static_cast<unsigned>(ConnectCode::NOT_AUTHORIZED),
               "return code is reserved");
    in.Require(flags == 0 || code == 0, "session present in a refusal");
    return {flags == 1,
            static_cast<ConnectCode>(code),
            ReadTrailer(in, trailers == Trailers::TAKEN)};
}

Publish
DecodePublish(PacketReader& in, std::uint8_t flags)
{
    Publish packet;
    packet.dup = flags & PUBLISH_DUP;
    packet.qos = ToQos(in, flags >> PUBLISH_QOS_SHIFT & 3U, "QoS is 3");
    packet.retain = flags & PUBLISH_RETAIN;
    in.Require(!packet.dup || packet.qos != Qos::AT_MOST_ONCE, "DUP with QoS 0");
    Message message;
    message.topic = in.ReadText("topic name is cut short or not UTF-8");
    in.Require(IsValidTopicName(message.topic), "topic name is empty or has a wildcard");
    if (packet.qos != Qos::AT_MOST_ONCE)
    {
        packet.packetId = in.ReadPacketId();
    }
    message.payload = in.ReadRest().ToBytes();
    packet.message = std::make_shared<const Message>(std::move(message));
    return packet;
}

std::string
DecodeFilter(PacketReader& in)
{
    auto filter = in.ReadText("topic filter is cut short or not UTF-8");
    in.Require(IsValidTopicFilter(filter), "topic filter is empty or has a wildcard out of place");
    return filter;
}

Subscribe
DecodeSubscribe(PacketReader& in, Trailers trailers)
{
    Subscribe packet;
    packet.packetId = in.ReadPacketId();
    in.Require(!in.IsAtEnd(), "no topic filter");
    bool trailed = false;
    while (!in.IsAtEnd() && !trailed)
    {
        auto filter = DecodeFilter(in);
        auto qos = in.Read8("ends before the requested QoS");
        trailed = TakeMark(qos, SUBSCRIBE_TRAILER, trailers);
        in.Require(qos <= 3, "reserved bits of the requested QoS are set");
        packet.subscriptions.push_back({std::move(filter), ToQos(in, qos, "requested QoS is 3")});
    }
    in.Require(!trailed || !in.IsAtEnd(), "ends before the trailer it tells of");
    packet.trailer = ReadTrailer(in, trailed);
    return packet;
}

Suback
DecodeSuback(PacketReader& in, Trailers trailers)
{
    Suback packet;
    packet.packetId = in.ReadPacketId();
    in.Require(!in.IsAtEnd(), "no return code");
    bool trailed = false;
    while (!in.IsAtEnd() && !trailed)
    {
        auto code = in.Read8("ends before the return code");
        trailed = TakeMark(code, SUBACK_TRAILER, trailers);
        in.Require(code <= 2 || code == SUBACK_FAILURE, "return code is reserved");
        packet.codes.push_back(code);
    }
    in.Require(!trailed || !in.IsAtEnd(), "ends before the trailer it tells of");
    packet.trailer = ReadTrailer(in, trailed);
    return packet;
}

Unsubscribe
DecodeUnsubscribe(PacketReader& in)
{
    Unsubscribe packet;
    packet.packetId = in.ReadPacketId();
    in.Require(!in.IsAtEnd(), "no topic filter");
    while (!in.IsAtEnd())
    {
        packet.filters.push_back(DecodeFilter(in));
    }
    return packet;
}

/// @param in reader of the body
/// @param type packet type, not a reserved one
/// @param flags lower four bits of the first octet
/// @param trailers whether there may be any
/// @return the packet, if the reader has found nothing wrong
ControlPacket
DecodeBody(PacketReader& in, PacketType type, std::uint8_t flags, Trailers trailers)
{
    switch (type)
    {
    case PacketType::CONNECT:
        return DecodeConnect(in, trailers);
    case PacketType::CONNACK:
        return DecodeConnack(in, trailers);
    case PacketType::PUBLISH:
        return DecodePublish(in, flags);
    case PacketType::PUBACK:
        return Puback{in.ReadPacketId()};
    case PacketType::PUBREC:
        return Pubrec{in.ReadPacketId()};
    case PacketType::PUBREL:
        return Pubrel{in.ReadPacketId()};
    case PacketType::PUBCOMP:
        return Pubcomp{in.ReadPacketId()};
    case PacketType::SUBSCRIBE:
        return DecodeSubscribe(in, trailers);
    case PacketType::SUBACK:
        return DecodeSuback(in, trailers);
    case PacketType::UNSUBSCRIBE:
        return DecodeUnsubscribe(in);
    case PacketType::UNSUBACK:
        return Unsuback{in.ReadPacketId()};
    case PacketType::PINGREQ:
        return Pingreq{};
    case PacketType::PINGRESP:
        return Pingresp{};
    case PacketType::DISCONNECT:
        return Disconnect{};
    }
    in.Require(false, "not a packet type of MQTT 3.1.1");
    return Disconnect{};
}

} // namespace

Result<ControlPacket>
Decode(const Frame& frame, Trailers trailers)
{
    auto type = static_cast<PacketType>(frame.firstOctet >> 4);
    auto flags = static_cast<std::uint8_t>(frame.firstOctet & 0x0f);
    PacketReader in(frame.body);
    auto reserved = frame.firstOctet >> 4 == 0 || frame.firstOctet >> 4 == 15;
    in.Require(reserved || type == PacketType::PUBLISH || flags == GetFixedFlags(type),
               "reserved flags of the fixed header are wrong");
    auto packet = DecodeBody(in, type, flags, trailers);
    in.Require(in.IsAtEnd(), "octets after the end");
    if (in.GetProblem())
    {
        return Error{std::string(GetName(type)) + ": " + in.GetProblem()};
    }
    return packet;
}

} // namespace ns3::mqtt
