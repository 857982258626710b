// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SERVER_OPTIONS_H
#define MQTT_KEY_SERVER_OPTIONS_H

#include "mqtt-key-server-frames.h"

#include "ns3/mqtt-connection-id.h"

#include <functional>

namespace ns3::mqtt
{

/// A frame that a party has sent or taken, or a topic of a pair that it subscribes to, for who
/// watches.
struct KeyFrameEvent
{
    Duration when{0};    ///< simulated time at which the turn began that sent or took it
    bool sent{true};     ///< sent, or else taken
    std::string from;    ///< "KS", "AC" or the number of a node
    std::string to;      ///< the same
    std::string topic;   ///< "TOPIC2" and so on
    Bytes octets;        ///< the frame; none for a subscription
    KeyNodeId first{0};  ///< of the pair it is for, as its sender knows; 0 if it is for none
    KeyNodeId second{0}; ///< the other node of the pair
};

/// Hears of frames.
using KeyFrameObserver = std::function<void(const KeyFrameEvent&)>;

/// What all parties of a key server's system share.
struct KeyServerOptions
{
    bool published{false};                            ///< as printed
    bool messagesByTpm{false};                        ///< keys of messages stay in the chip
    std::string tpm;                                  ///< device profile of every chip
    std::string requestTopic;                         ///< TOPIC0
    std::uint32_t window{4};                          ///< pairs that a node asks for at a time
    Duration retryTime{std::chrono::seconds(10)};     ///< until a request is made again
    Duration patience{std::chrono::seconds(300)};     ///< wait for peers before a node is ready
    Duration renewalPeriod{0};                        ///< between renewals of keys; 0 for none
    std::shared_ptr<const KeyFrameObserver> observer; ///< hears of frames; may hold nothing

    /// @param event frame that was sent
    void Observe(KeyFrameEvent event) const
    {
        if (observer && *observer)
        {
            (*observer)(event);
        }
    }
};

/// Unit that all parties have.
inline const std::string KEY_SERVER_UNIT = "tpm";

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SERVER_OPTIONS_H */
