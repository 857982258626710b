// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SERVER_FRAMES_H
#define MQTT_KEY_SERVER_FRAMES_H

#include "ns3/mqtt-tpm.h"

#include <string>

/// @file
/// The frames of the key server (Furtak, "Data Exchange Protocol for Cryptographic Key Distribution
/// System Using MQTT Service", section III.B), octet by octet. E{...} is encrypted under the key
/// that sender and receiver share, by AES-128-CFB, so it is as long as what is in it; HMAC-SHA-256
/// is over all octets before it.
///
///   as printed                                            sound
///   type 1                                                type 1
///   ID 4: the requesting node, or the sender              ID 4
///   ID 4: the other node, where there is one              ID 4
///                                                         counter 8
///   IV 16, E{fields}                                      IV 16, E{fields, nonce 16}
///   or nothing                                            or nonce 16
///   HMAC 32                                               HMAC 32

namespace ns3::mqtt
{

/// Number of a node in the system of a key server.
using KeyNodeId = std::uint32_t;

/// The authorization centre; nodes count from 1.
constexpr KeyNodeId CENTER_NODE = 0;

constexpr std::size_t KEY_TOPIC_SIZE = 32;   ///< octets of a topic
constexpr std::size_t KEY_PREFIX_SIZE = 8;   ///< of these, octets before the slash
constexpr std::size_t KEY_NONCE_SIZE = 16;   ///< octets of a nonce
constexpr std::size_t KEY_ENTRY_SIZE = 5;    ///< octets of an entry of a list of peers: ID, flags
constexpr std::size_t MAX_KEY_FRAME = 65535; ///< octets of the longest frame that is taken

/// Types of frames. The first six are the paper's, the others readings.
enum class KeyFrameType : std::uint8_t
{
    KEY_REQUEST = 1,  ///< nnsk_key_req: E{ID2 4, TOPIC3 32}
    KEY_ANSWER,       ///< nnsk_key_ans: E{NNSK 16, IV 16, NNSKsign 16}
    ADVERT_REQUEST,   ///< nnsk_adv_req: E{NNSK 16, IV 16, NNSKsign 16, TOPIC3 32}
    ADVERT_ANSWER,    ///< nnsk_adv_ans: E{TOPIC4 32}
    CONFIRM_REQUEST,  ///< nnsk_conf_req: E{TOPIC4 32}
    CONFIRM_ANSWER,   ///< nnsk_conf_ans
    REGISTER_REQUEST, ///< node to server: E{TOPIC2 32}
    REGISTER_ANSWER,  ///< server to node: E{TOPIC1 32, (ID 4, flags 1) for each peer}
    REGISTER_CONFIRM, ///< node to server
    PEERS,            ///< server to node, without nonce: E{(ID 4, flags 1) for each new peer}
    ENROL_REQUEST,    ///< centre to server: E{(ID, roles, TOPIC2, keys) for each new node}
    ENROL_ANSWER      ///< server to centre
};

/// Number of types.
constexpr std::size_t KEY_FRAME_TYPES = 12;

/// @param type type of a frame
/// @return the paper's name, or one after its pattern
const char* GetName(KeyFrameType type);

/// What is in clear in a frame.
struct KeyFrame
{
    KeyFrameType type{KeyFrameType::KEY_REQUEST}; ///< type
    KeyNodeId first{0};                           ///< the requesting node, or the sender
    KeyNodeId second{0};                          ///< the other node, where there is one
    std::uint64_t counter{0};                     ///< sound: grows from frame to frame of a sender
    Bytes iv;                                     ///< IV of what is encrypted, 16 octets
    Bytes nonce;                                  ///< sound, where nothing is encrypted
};

/// A frame as it came: views of its octets.
struct KeyFrameView
{
    KeyFrame frame;         ///< what is in clear
    ByteView sealed;        ///< E{...}
    ByteView authenticated; ///< what the HMAC is over
    ByteView tag;           ///< HMAC
};

/// How the frames of a system look.
class KeyFrameFormat
{
  public:
    /// @param published as printed
    explicit KeyFrameFormat(bool published)
        : m_published(published)
    {
    }

    /// @return whether frames look as printed
    bool IsPublished() const
    {
        return m_published;
    }

    /// @param frame what is in clear
    /// @param sealed E{...}, empty where there is none
    /// @return the frame up to its HMAC
    Bytes Encode(const KeyFrame& frame, ByteView sealed) const;

    /// @param octets from a peer
    /// @return the frame, which is not authentic yet; none unless every length is right
    std::optional<KeyFrameView> Decode(const Bytes& octets) const;

    /// @param type type of a frame
    /// @param size octets of E{...}
    /// @return what it is made of, the nonce behind the fields and a list last as one part; none if
    ///         there is no such size
    std::optional<Tpm::Layout> GetLayout(KeyFrameType type, std::size_t size) const;

    /// @param type type of a frame
    /// @return number of parts of E{...} before the nonce
    static std::size_t CountFields(KeyFrameType type);

    /// @param type type of a frame
    /// @return whether it has E{...}
    static bool IsSealed(KeyFrameType type);

    /// @param type type of a frame
    /// @return whether it tells of two nodes
    static bool HasSecond(KeyFrameType type);

    /// @param type type of a frame
    /// @return whether its sound form has a nonce
    static bool HasNonce(KeyFrameType type)
    {
        return type != KeyFrameType::PEERS;
    }

  private:
    bool m_published; ///< as printed
};

/// @param octets 4 of them
/// @return the number of a node
KeyNodeId ReadKeyNodeId(ByteView octets);

/// @param id number of a node
/// @return 4 octets
Bytes WriteKeyNodeId(KeyNodeId id);

/// Makes a topic that only a listener to its prefix, or to everything, can find.
/// @param prefix of the node that will subscribe to it, KEY_PREFIX_SIZE hexadecimal digits
/// @param random at least KEY_TOPIC_RANDOM octets
/// @return prefix, slash and hexadecimal digits, KEY_TOPIC_SIZE octets
std::string MakeKeyTopic(std::string_view prefix, ByteView random);

/// Random octets that MakeKeyTopic() needs.
constexpr std::size_t KEY_TOPIC_RANDOM = 12;

/// @param octets from a peer
/// @return the topic in them; none unless it is one of MakeKeyTopic()
std::optional<std::string> ReadKeyTopic(ByteView octets);

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SERVER_FRAMES_H */
