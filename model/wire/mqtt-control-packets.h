// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CONTROL_PACKETS_H
#define MQTT_CONTROL_PACKETS_H

#include "mqtt-bytes.h"

#include <optional>
#include <variant>

/// @file
/// The fourteen control packets of MQTT 3.1.1 as value types (OASIS MQTT 3.1.1, section 3).

namespace ns3::mqtt
{

/// Control packet type, the upper four bits of the first octet (section 2.2.1).
enum class PacketType : std::uint8_t
{
    CONNECT = 1,
    CONNACK,
    PUBLISH,
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP,
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    PINGREQ,
    PINGRESP,
    DISCONNECT
};

/// Quality of service (section 4.3).
enum class Qos : std::uint8_t
{
    AT_MOST_ONCE = 0,
    AT_LEAST_ONCE = 1,
    EXACTLY_ONCE = 2
};

/// CONNECT return code (table 3.1).
enum class ConnectCode : std::uint8_t
{
    ACCEPTED = 0,
    UNACCEPTABLE_PROTOCOL_VERSION,
    IDENTIFIER_REJECTED,
    SERVER_UNAVAILABLE,
    BAD_USER_NAME_OR_PASSWORD,
    NOT_AUTHORIZED
};

/// SUBACK return code of a refused filter (section 3.9.3); granted ones carry the QoS.
constexpr std::uint8_t SUBACK_FAILURE = 0x80;

/// Protocol level of MQTT 3.1.1 (section 3.1.2.2).
constexpr std::uint8_t PROTOCOL_LEVEL = 4;

/// An application message. Immutable and shared: a fan-out to thousands holds one copy.
struct Message
{
    std::string topic; ///< topic name
    Bytes payload;     ///< application data
};

/// Shared, immutable application message.
using MessagePtr = std::shared_ptr<const Message>;

/// What the broker publishes for a client that vanished (section 3.1.2.5).
struct Will
{
    MessagePtr message;         ///< topic and payload
    Qos qos{Qos::AT_MOST_ONCE}; ///< quality of service
    bool retain{false};         ///< whether it is retained
};

/// Packet identifier that client and broker cores never give away, so that a scheme's agents can
/// have a packet of their own under way.
constexpr std::uint16_t AGENT_PACKET_ID = 65535;

/// Client requests a connection (section 3.1).
///
/// Connect, Connack, Subscribe and Suback may have a trailer: octets of a security scheme behind
/// what MQTT 3.1.1 knows. It ends the packet; in Subscribe and Suback, whose payload is a list
/// without an end of its own, a bit that is reserved otherwise tells of it in the last entry.
struct Connect
{
    std::string clientId;                       ///< may be empty with cleanSession
    bool cleanSession{true};                    ///< forget old state, keep none
    std::uint16_t keepAlive{0};                 ///< seconds; 0 is off
    std::optional<Will> will;                   ///< last will
    std::optional<std::string> userName;        ///< user name
    std::optional<Bytes> password;              ///< password; only with a user name
    std::uint8_t protocolLevel{PROTOCOL_LEVEL}; ///< others decode so that they can be refused
    Bytes trailer{};                            ///< of a security scheme
};

/// Acknowledges a connection request (section 3.2).
struct Connack
{
    bool sessionPresent{false};              ///< the broker kept a session
    ConnectCode code{ConnectCode::ACCEPTED}; ///< outcome
    Bytes trailer{};                         ///< of a security scheme
};

/// An application message on the way (section 3.3).
struct Publish
{
    MessagePtr message;         ///< topic and payload, never null
    Qos qos{Qos::AT_MOST_ONCE}; ///< quality of service
    bool dup{false};            ///< sent before
    bool retain{false};         ///< to be kept, or was kept
    std::uint16_t packetId{0};  ///< not 0 where qos is not 0
};

/// QoS 1 acknowledgement (section 3.4).
struct Puback
{
    std::uint16_t packetId{0}; ///< of the PUBLISH
};

/// QoS 2, first answer (section 3.5).
struct Pubrec
{
    std::uint16_t packetId{0}; ///< of the PUBLISH
};

/// QoS 2, release (section 3.6).
struct Pubrel
{
    std::uint16_t packetId{0}; ///< of the PUBLISH
};

/// QoS 2, complete (section 3.7).
struct Pubcomp
{
    std::uint16_t packetId{0}; ///< of the PUBLISH
};

/// A topic filter with the QoS asked for.
struct Subscription
{
    std::string filter;         ///< topic filter, with wildcards
    Qos qos{Qos::AT_MOST_ONCE}; ///< greatest QoS wanted
};

/// Subscribe to topics (section 3.8).
struct Subscribe
{
    std::uint16_t packetId{0};               ///< not 0
    std::vector<Subscription> subscriptions; ///< at least one
    Bytes trailer{};                         ///< of a security scheme
};

/// Subscribe acknowledgement (section 3.9).
struct Suback
{
    std::uint16_t packetId{0};       ///< of the SUBSCRIBE
    std::vector<std::uint8_t> codes; ///< granted QoS or SUBACK_FAILURE, one for each filter
    Bytes trailer{};                 ///< of a security scheme
};

/// Unsubscribe from topics (section 3.10).
struct Unsubscribe
{
    std::uint16_t packetId{0};        ///< not 0
    std::vector<std::string> filters; ///< at least one
};

/// Unsubscribe acknowledgement (section 3.11).
struct Unsuback
{
    std::uint16_t packetId{0}; ///< of the UNSUBSCRIBE
};

/// Ping request (section 3.12).
struct Pingreq
{
};

/// Ping response (section 3.13).
struct Pingresp
{
};

/// Disconnect notification (section 3.14).
struct Disconnect
{
};

/// Any control packet; the alternatives stand in the order of PacketType.
using ControlPacket = std::variant<Connect,
                                   Connack,
                                   Publish,
                                   Puback,
                                   Pubrec,
                                   Pubrel,
                                   Pubcomp,
                                   Subscribe,
                                   Suback,
                                   Unsubscribe,
                                   Unsuback,
                                   Pingreq,
                                   Pingresp,
                                   Disconnect>;

/// @param packet any control packet
/// @return its type
inline PacketType
GetType(const ControlPacket& packet)
{
    return static_cast<PacketType>(packet.index() + 1);
}

/// @param type packet type
/// @return the name the specification uses, "CONNECT" and so on
const char* GetName(PacketType type);

} // namespace ns3::mqtt

#endif /* MQTT_CONTROL_PACKETS_H */
