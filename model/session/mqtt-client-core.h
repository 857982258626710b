// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CLIENT_CORE_H
#define MQTT_CLIENT_CORE_H

#include "mqtt-delivery.h"

#include "ns3/mqtt-connection-id.h"

namespace ns3::mqtt
{

/// What a client says in CONNECT, and its own limits.
struct ClientOptions : Connect
{
    std::uint16_t maxInflight{20}; ///< messages of QoS 1 and 2 sent and not yet acknowledged
    std::size_t maxQueued{1000};   ///< messages of QoS 1 and 2 that wait behind them
    Duration responseTimeout{std::chrono::seconds{30}}; ///< for CONNACK and PINGRESP
};

/// What the client wants done, in order. Whoever drives the core implements it. From within
/// Connected(), Deliver(), Subscribed(), Unsubscribed() and Completed() the core may be called
/// back, from within the others it may not.
class ClientOutput : public PacketSink
{
  public:
    /// The connection is over; the core forgets it and its timer and expects no
    /// ClientCore::TransportClosed() for it.
    /// @param reason in words; to be closed after what was sent
    virtual void Close(const std::string& reason) = 0;

    /// Calls ClientCore::TimerExpired() after a delay. There is one timer: a new one replaces it.
    /// @param delay from now
    virtual void SetTimer(Duration delay) = 0;

    /// The broker accepted the client.
    /// @param sessionPresent whether it kept the session; if not, subscriptions must be made anew
    virtual void Connected(bool sessionPresent) = 0;

    /// The broker refused the client; Close() follows.
    /// @param code why
    virtual void Refused(ConnectCode code) = 0;

    /// An application message came.
    /// @param publish message
    virtual void Deliver(const Publish& publish) = 0;

    /// @param packetId what ClientCore::Subscribe() gave
    /// @param codes granted QoS or SUBACK_FAILURE, one for each filter
    virtual void Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes) = 0;

    /// @param packetId what ClientCore::Unsubscribe() gave
    virtual void Unsubscribed(std::uint16_t packetId) = 0;

    /// The handshake of a message of QoS 1 or 2 is done.
    /// @param packetId what ClientCore::Publish() gave
    virtual void Completed(std::uint16_t packetId) = 0;

    /// @param message given up
    /// @param reason in words
    virtual void Dropped(const Message& message, const std::string& reason) = 0;
};

/// The client of MQTT 3.1.1 as a state machine without input or output of its own. It lives through
/// many transport connections; unless the session is clean, handshakes of QoS 1 and 2 go on in the
/// next one.
class ClientCore
{
  public:
    /// @param options options
    explicit ClientCore(ClientOptions options);
    ClientCore(const ClientCore&) = delete;
    ClientCore& operator=(const ClientCore&) = delete;

    /// A transport connection is there; CONNECT is sent.
    /// @param now present time
    /// @param out carries out what is to be done
    void TransportOpened(Duration now, ClientOutput& out);

    /// @param packet a packet that Decode() gave
    /// @param now present time
    /// @param out carries out what is to be done
    void Received(const ControlPacket& packet, Duration now, ClientOutput& out);

    /// What came is no MQTT.
    /// @param reason in words
    /// @param now present time
    /// @param out carries out what is to be done
    void Malformed(const std::string& reason, Duration now, ClientOutput& out);

    /// The transport connection was lost or ended by the broker.
    /// @param now present time
    /// @param out carries out what is to be done
    void TransportClosed(Duration now, ClientOutput& out);

    /// The timer set by ClientOutput::SetTimer() expired.
    /// @param now present time
    /// @param out carries out what is to be done
    void TimerExpired(Duration now, ClientOutput& out);

    /// Publishes a message. Without a connection, messages of QoS 1 and 2 wait for the next one.
    /// @param message topic and payload
    /// @param qos quality of service
    /// @param retain whether the broker shall keep it
    /// @param now present time
    /// @param out carries out what is to be done
    /// @return packet identifier (0 for QoS 0), or why it was refused
    Result<std::uint16_t> Publish(MessagePtr message,
                                  Qos qos,
                                  bool retain,
                                  Duration now,
                                  ClientOutput& out);

    /// Needs a connection. If it is lost before the answer, the request is repeated on the next one
    /// as long as the broker kept the session.
    /// @param subscriptions what to subscribe to, at least one
    /// @param now present time
    /// @param out carries out what is to be done
    /// @return packet identifier, or why it was refused
    Result<std::uint16_t> Subscribe(std::vector<Subscription> subscriptions,
                                    Duration now,
                                    ClientOutput& out);

    /// Needs a connection, as Subscribe() does.
    /// @param filters topic filters, at least one
    /// @param now present time
    /// @param out carries out what is to be done
    /// @return packet identifier, or why it was refused
    Result<std::uint16_t> Unsubscribe(std::vector<std::string> filters,
                                      Duration now,
                                      ClientOutput& out);

    /// Ends the connection in order, so that the will is not published.
    /// @param now present time
    /// @param out carries out what is to be done
    void Disconnect(Duration now, ClientOutput& out);

    /// @return whether the broker accepted the client on the present transport connection
    bool IsConnected() const
    {
        return m_state == State::CONNECTED;
    }

    /// @return messages of QoS 1 and 2 whose handshake is not done
    std::size_t GetNPending() const
    {
        return m_sender.GetNPending();
    }

    /// @return octets of the session state (section 4.1)
    std::size_t GetStateSize() const;

  private:
    /// Where the client stands with the broker.
    enum class State
    {
        DISCONNECTED, ///< no transport connection
        CONNECTING,   ///< awaits CONNACK
        CONNECTED     ///< accepted
    };

    /// A SUBSCRIBE or UNSUBSCRIBE that awaits its answer.
    struct Request
    {
        std::uint16_t packetId; ///< its identifier
        ControlPacket packet;   ///< the packet
    };

    class Call;

    /// Handles packets that only a client may send, and the answers to a PUBLISH.
    /// @tparam Packet packet type
    /// @param packet packet
    /// @param call the call that it came with
    template <class Packet>
    void Handle(const Packet& packet, Call& call);

    /// Handles one type of packet.
    /// @param packet packet
    /// @param call the call that it came with
    void Handle(const Connack& packet, Call& call);
    /// @copydoc Handle(const Connack&,Call&)
    void Handle(const mqtt::Publish& packet, Call& call);
    /// @copydoc Handle(const Connack&,Call&)
    void Handle(const Pubrel& packet, Call& call);
    /// @copydoc Handle(const Connack&,Call&)
    void Handle(const Suback& packet, Call& call);
    /// @copydoc Handle(const Connack&,Call&)
    void Handle(const Unsuback& packet, Call& call);
    /// @copydoc Handle(const Connack&,Call&)
    void Handle(const Pingresp& packet, Call& call);

    /// Goes on with the session where the last connection left it, or drops what belongs to it.
    /// @param sessionPresent whether the broker kept it
    /// @param call the call that it came with
    void ResumeSession(bool sessionPresent, Call& call);

    /// Sends a SUBSCRIBE or UNSUBSCRIBE and notes that it awaits its answer.
    /// @tparam Packet packet type
    /// @param packet packet without an identifier
    /// @param now present time
    /// @param out carries out what is to be done
    /// @return packet identifier, or why it was refused
    template <class Packet>
    Result<std::uint16_t> SendRequest(Packet packet, Duration now, ClientOutput& out);

    /// @tparam Packet what the request must be
    /// @param packetId identifier in an answer
    /// @return the request it answers, or the end of m_requests
    template <class Packet>
    std::vector<Request>::iterator FindRequest(std::uint16_t packetId);

    /// @param request request that was answered or given up
    void RemoveRequest(std::vector<Request>::iterator request);

    /// Ends the connection.
    /// @param reason in words
    /// @param out carries out what is to be done
    void CloseFor(const std::string& reason, ClientOutput& out);

    /// Sets the timer for the next PINGREQ or the PINGRESP that is awaited, whichever is first.
    /// @param call the present call
    void SetKeepAliveTimer(Call& call) const;

    ClientOptions m_options;            ///< options
    State m_state{State::DISCONNECTED}; ///< where the client stands
    Duration m_lastSent{0};             ///< when the last packet was sent
    std::optional<Duration> m_pingSent; ///< when the PINGREQ was sent that awaits its answer
    DeliverySender m_sender;            ///< messages to the broker
    DeliveryReceiver m_receiver;        ///< messages from the broker
    std::vector<Request> m_requests;    ///< those that await an answer, in order
};

} // namespace ns3::mqtt

#endif /* MQTT_CLIENT_CORE_H */
