// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_ENVELOPE_H
#define MQTT_ECQV_ENVELOPE_H

#include "mqtt-ecqv-group-view.h"

#include <memory>

namespace ns3::mqtt
{

/// Who seals.
struct EcqvSender
{
    EcqvId id{};       ///< ID_i
    EcScalar key;      ///< d_i
    EcPoint publicKey; ///< Q_i
};

/// What is to be sealed.
struct EcqvParcel
{
    EcqvRole side{EcqvRole::PUBLISHER}; ///< of the sender: PUBLISHER for messages, SUBSCRIBER for
                                        ///< queries
    std::string topic;                  ///< MQTT topic, bound in the sound form
    ByteView payload;                   ///< application data
    std::int64_t time{0}; ///< T in nanoseconds, greater with every message of a sender
    bool lossy{false};    ///< QoS 0, which overtakes others; sound form only
    bool clears{false};   ///< an empty retained message, which the broker must know of
};

/// What a sealed message says to whoever verifies or opens it.
struct EcqvOpened
{
    /// How it was found.
    enum Verdict
    {
        OPENED,        ///< good
        UNKNOWN_EPOCH, ///< of an epoch that is not known yet; sound form only
        REJECTED       ///< anything else
    };

    Verdict verdict{REJECTED};    ///< outcome
    std::string reason;           ///< in words, if rejected
    std::optional<EcqvId> sender; ///< ID_i; for the broker none with option 3
    std::int64_t time{0};         ///< T
    bool lossy{false};            ///< QoS 0
    bool clears{false};           ///< clears a retained message
    Bytes payload;                ///< application data; the broker gets none
};

/// How messages are protected: one for each level of protection and form.
class EcqvEnvelope
{
  public:
    virtual ~EcqvEnvelope() = default;

    /// @param form form; outlives the envelope
    /// @return the envelope for it
    static std::unique_ptr<EcqvEnvelope> Create(const EcqvForm& form);

    /// @param sender who seals
    /// @param parcel what
    /// @param view what the sender knows of the group, in whose newest epoch it is sealed
    /// @return payload for MQTT; none if the view lacks a key that is needed
    virtual std::optional<Bytes> Seal(const EcqvSender& sender,
                                      const EcqvParcel& parcel,
                                      EcqvGroupView& view) = 0;

    /// What the broker checks before it forwards: the signature, and in the sound form the epoch.
    /// @param side of the sender, from the topic
    /// @param topic MQTT topic
    /// @param sealed from a peer
    /// @param view what the broker knows of the group
    /// @param now Unix time in seconds
    /// @return verdict, without payload
    virtual EcqvOpened Verify(EcqvRole side,
                              const std::string& topic,
                              ByteView sealed,
                              EcqvGroupView& view,
                              std::int64_t now) = 0;

    /// What a member of the other side does.
    /// @param side of the sender, from the topic
    /// @param topic MQTT topic
    /// @param sealed from a peer
    /// @param view what the member knows of the group
    /// @param now Unix time in seconds
    /// @return verdict and payload; replays are for the caller to find by sender and time
    virtual EcqvOpened Open(EcqvRole side,
                            const std::string& topic,
                            ByteView sealed,
                            EcqvGroupView& view,
                            std::int64_t now) = 0;
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_ENVELOPE_H */
