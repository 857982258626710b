// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_CLIENT_AGENT_H
#define MQTT_ECQV_CLIENT_AGENT_H

#include "mqtt-ecqv-device.h"
#include "mqtt-ecqv-topics.h"
#include "mqtt-message-buffer.h"
#include "mqtt-time-windows.h"

namespace ns3::mqtt
{

/// A device of the ECQV schemes. It asks for its certificate with CONNECT and for the keys of the
/// group with its first SUBSCRIBE; who subscribes to nothing sends one that is the agent's own. A
/// side of the group that is needed later is claimed by a message on ECQV_CLAIM_TOPIC, as are keys
/// that have not come. Messages wait until their side's keys are there, and are sealed when they
/// are sent, so that what is sent again is sealed anew.
///
/// The will lies at the broker sealed; it goes there again with each new key, and whenever so many
/// messages have followed it that receivers would take it for a replay.
class EcqvClientAgent : public ClientAgent
{
  public:
    /// What can be chosen.
    struct Settings
    {
        EcqvForm form;             ///< form
        std::string queryFilter;   ///< topics of queries
        Duration gracePeriod{0};   ///< life of old keys, from the arrival of a newer one
        Duration bufferTime{0};    ///< wait of messages of epochs whose keys have not come
        std::size_t keptEpochs{1}; ///< keys at a time
        std::int64_t startTime{0}; ///< Unix time in seconds at the simulation's start
    };

    /// Messages of QoS 0 that wait for keys; the client core limits those of QoS 1 and 2.
    static constexpr std::size_t MAX_HELD = 1000;

    /// @param credentials of the device
    /// @param settings what can be chosen
    EcqvClientAgent(EcqvCredentials credentials, Settings settings);

    Trailers GetTrailers() const override
    {
        return Trailers::TAKEN;
    }

    void LinkDown(ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingMessage(const Publish& publish, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;
    bool IsReady() const override;
    std::size_t GetStateSize() const override;

    std::uint32_t GetGroupEpoch() const override
    {
        return m_view.GetNewestNumber();
    }

    /// @return what the device knows of the group
    const EcqvGroupView& GetView() const
    {
        return m_view;
    }

    /// @return the device and its keys
    const EcqvDevice& GetDevice() const
    {
        return m_device;
    }

    /// @return messages that were given up
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

  private:
    /// What timers are for.
    enum Timer : std::uint32_t
    {
        GRACE_TIMER = 1,  ///< ends the life of old keys
        BUFFER_TIMER = 2, ///< ends the wait of messages for keys
        ASK_TIMER = 3,    ///< asks for keys again
        RENEW_TIMER = 4   ///< asks for the next certificate
    };

    static constexpr Duration LEAST_PATIENCE =
        std::chrono::seconds(1); ///< before keys are asked for again
    static constexpr Duration GREATEST_PATIENCE = std::chrono::seconds(32); ///< after many times

    /// Where the connection stands.
    enum class Stage
    {
        OFFLINE,   ///< not accepted by the broker
        ACCEPTING, ///< CONNACK is being handed on
        ACCEPTED   ///< the client core knows
    };

    /// A side of the group.
    struct Side
    {
        bool wanted{false};  ///< the application needs it
        bool claimed{false}; ///< asked for, under this certificate
        bool keyed{false};   ///< its keys have come
        bool stale{false};   ///< an update did not fit
    };

    /// @param role side
    /// @return where the device stands with it
    Side& GetSide(EcqvRole role);
    /// @copydoc GetSide
    const Side& GetSide(EcqvRole role) const;

    /// Begins anew with the next connection.
    void ForgetCertificate();

    /// Asks for a certificate, or shows the one there is.
    /// @param connect from the client core
    /// @param host the client
    void SendConnect(Connect connect, ClientHost& host);

    /// Claims the side that is subscribed for, unless that is done.
    /// @param subscribe from the client core
    /// @param host the client
    void SendSubscribe(Subscribe subscribe, ClientHost& host);

    /// Seals a message and sends it, or lets it wait.
    /// @param publish from the client core
    /// @param host the client
    void SendPublish(const Publish& publish, ClientHost& host);

    /// @param publish in clear
    /// @param now simulated time
    /// @return sealed under the newest key; none if a key is missing
    std::optional<Bytes> Seal(const Publish& publish, Duration now);

    /// @param now simulated time
    /// @return payload of the will in CONNECT, which says nothing as long as keys are missing
    Bytes MakeWillPayload(Duration now);

    /// @param topic of agents
    /// @param payload for the broker's agent
    /// @param host the client
    static void SendToBroker(const std::string& topic, Bytes payload, ClientHost& host);

    /// Lets a message wait for keys.
    /// @param publish in clear
    void Hold(const Publish& publish);

    /// Sends what has waited and can be sealed now.
    /// @param host the client
    void SendHeld(ClientHost& host);

    /// Sends the will, if there is one and the broker should have it anew.
    /// @param host the client
    void SendWill(ClientHost& host);

    /// @param side of the sender
    /// @return whether messages can be sealed
    bool CanSeal(EcqvRole side) const;

    /// The application needs a side.
    /// @param role which
    /// @param host the client
    void Want(EcqvRole role, ClientHost& host);

    /// After CONNACK: claims what SUBSCRIBE has not claimed.
    /// @param sessionPresent the broker has kept subscriptions
    /// @param host the client
    void ClaimRest(bool sessionPresent, ClientHost& host);

    /// Claims a side by a SUBSCRIBE of the agent's own.
    /// @param role side
    /// @param host the client
    void SendOwnSubscribe(EcqvRole role, ClientHost& host);

    /// Claims a side, or asks for its keys again.
    /// @param role side
    /// @param host the client
    void SendLateClaim(EcqvRole role, ClientHost& host);

    /// @param connack from the broker
    /// @param host the client
    void TakeConnack(Connack connack, ClientHost& host);

    /// @param suback from the broker
    /// @param host the client
    void TakeSuback(Suback suback, ClientHost& host);

    /// @param publish key update from the broker
    /// @param host the client
    void TakeUpdate(const Publish& publish, ClientHost& host);

    /// @param role side that they are for
    /// @param octets update
    /// @param host the client
    void TakeKeys(EcqvRole role, ByteView octets, ClientHost& host);

    /// Does what has waited for keys.
    /// @param host the client
    void Proceed(ClientHost& host);

    /// Delivers a message or lets it wait for its key.
    /// @param publish sealed
    /// @param until when it is given up if it waits
    /// @param host the client
    void OpenMessage(const Publish& publish, Duration until, ClientHost& host);

    /// Plans to ask again for keys that should have come.
    /// @param host the client
    void ExpectKeys(ClientHost& host);

    /// Asks for them.
    /// @param host the client
    void AskAgain(ClientHost& host);

    /// @return whether keys that should be here are not
    bool LacksKeys() const;

    Settings m_settings;                        ///< what can be chosen
    EcqvTopics m_topics;                        ///< sides by topic
    EcqvDevice m_device;                        ///< keys of its own
    EcqvGroupView m_view;                       ///< keys of the group
    std::unique_ptr<EcqvEnvelope> m_envelope;   ///< seals and opens
    TimeWindows m_windows;                      ///< against replays
    MessageBuffer m_buffered;                   ///< of epochs that have not come
    std::array<Side, 2> m_sides;                ///< by side
    Stage m_stage{Stage::OFFLINE};              ///< of the connection
    std::map<std::uint16_t, EcqvRole> m_claims; ///< by identifier of the SUBSCRIBE
    std::uint32_t m_awaited{0};                 ///< epoch that the broker has told
    std::vector<Publish> m_held;                ///< wait for keys, in order
    std::size_t m_nHeldAtMostOnce{0};           ///< those of them of QoS 0
    std::optional<Will> m_will;                 ///< in clear
    bool m_cleanSession{true};                  ///< as CONNECT said
    std::uint32_t m_willEpoch{0};               ///< under which the broker has it
    std::size_t m_sinceWill{0};                 ///< messages sent after it was sealed
    bool m_expecting{false};                    ///< asks again when the timer expires
    Duration m_patience{0};                     ///< until then
    std::uint64_t m_dropped{0};                 ///< messages given up
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_CLIENT_AGENT_H */
