// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_END_H
#define MQTT_SCHEME_END_H

#include "mqtt-scheme-wire.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-party-agent.h"
#include "ns3/mqtt-stream-guard.h"

/// @file
/// The ends of streams: those of parties with a guard, and those of outsiders.

namespace ns3::mqtt::test
{

/// An end of a stream whose octets go through a guard, if there is one.
class GuardedEnd : public StreamEnd
{
  public:
    /// @param wire wire
    /// @param opener whether it is the opener's end
    GuardedEnd(SchemeWire& wire, bool opener);

    /// @param stream the end's; to be called before the stream stands
    void SetStream(StreamId stream)
    {
        m_stream = stream;
    }

    /// @return the end's stream
    StreamId GetStream() const
    {
        return m_stream;
    }

    void Opened() override;
    void Received(ByteView octets) override;
    void Closed(const std::string& reason) override;

    /// Ends the stream in order; the owner hears nothing more.
    void Close();

    /// @return whether the guard's handshake has ended
    bool IsUp() const
    {
        return m_up;
    }

  protected:
    /// @param octets for the other end, through the guard
    void SendPlain(ByteView octets);

    /// @param octets packet or message for the other end
    /// @return what an insider makes of it, if octets are protected
    Bytes Confide(ByteView octets) const
    {
        return m_guard ? m_wire.Confide(m_stream, m_opener, octets) : octets.ToBytes();
    }

    /// @return whether octets are protected
    bool IsGuarded() const
    {
        return m_guard != nullptr;
    }

    /// @return whether the owner still listens
    bool IsOpen() const
    {
        return m_open;
    }

  private:
    /// @return the guard of the stream, or null
    virtual std::unique_ptr<StreamGuard> MakeGuard() = 0;

    /// The guard's handshake has ended.
    virtual void Up() = 0;

    /// @param octets opened by the guard
    virtual void Plain(ByteView octets) = 0;

    /// What came breaks a rule.
    /// @param reason in words
    virtual void Broken(const std::string& reason) = 0;

    /// The stream is gone.
    /// @param reason in words
    virtual void Down(const std::string& reason) = 0;

    /// @param output what the guard wants done
    void Act(StreamGuard::Output output);

    SchemeWire& m_wire;                   ///< wire
    bool m_opener;                        ///< whether it is the opener's end
    StreamId m_stream{0};                 ///< stream
    std::unique_ptr<StreamGuard> m_guard; ///< protection, or null
    bool m_up{false};                     ///< the handshake has ended
    bool m_open{true};                    ///< the owner still listens
};

/// An end that carries MQTT.
class MqttEnd : public GuardedEnd
{
  public:
    /// A client or a broker.
    class Owner
    {
      public:
        virtual ~Owner() = default;

        /// @return the guard of a new connection, or null
        virtual std::unique_ptr<StreamGuard> MakeMqttGuard() = 0;

        /// @return whether packets may have trailers
        virtual Trailers GetMqttTrailers() const = 0;

        /// @param connection that is up, its guard included
        virtual void MqttUp(ConnectionId connection) = 0;

        /// @param connection connection
        /// @param packet that came
        virtual void MqttReceived(ConnectionId connection, const ControlPacket& packet) = 0;

        /// @param connection on which a rule was broken
        /// @param reason in words
        virtual void MqttBroken(ConnectionId connection, const std::string& reason) = 0;

        /// @param connection that is gone
        /// @param reason in words
        virtual void MqttDown(ConnectionId connection, const std::string& reason) = 0;
    };

    /// @param wire wire
    /// @param opener whether it is the client's end
    /// @param owner whom events go to
    /// @param connection the owner's number
    MqttEnd(SchemeWire& wire, bool opener, Owner& owner, ConnectionId connection);

    /// @param packet for the other end
    void Send(const ControlPacket& packet);

  private:
    std::unique_ptr<StreamGuard> MakeGuard() override;
    void Up() override;
    void Plain(ByteView octets) override;
    void Broken(const std::string& reason) override;
    void Down(const std::string& reason) override;

    Owner& m_owner;            ///< whom events go to
    ConnectionId m_connection; ///< the owner's number
    Framer m_framer;           ///< cuts octets into packets
};

/// An end of a channel between agents.
class ChannelEnd : public GuardedEnd
{
  public:
    /// A party.
    class Owner
    {
      public:
        virtual ~Owner() = default;

        /// @param service of the channel
        /// @param opened whether the owner opened it
        /// @return the guard of a new channel, or null
        virtual std::unique_ptr<StreamGuard> MakeChannelGuard(const std::string& service,
                                                              bool opened) = 0;

        /// @param channel that is up, its guard included
        /// @param service of the channel
        virtual void ChannelIsUp(ChannelId channel, const std::string& service) = 0;

        /// @param channel channel
        /// @param message that came
        virtual void ChannelReceived(ChannelId channel, ByteView message) = 0;

        /// @param channel that is gone
        virtual void ChannelIsDown(ChannelId channel) = 0;
    };

    /// @param wire wire
    /// @param opener whether it is the opener's end
    /// @param owner whom events go to
    /// @param channel the owner's number
    /// @param service of the channel
    ChannelEnd(SchemeWire& wire, bool opener, Owner& owner, ChannelId channel, std::string service);

    /// @param message for the other end
    void Send(ByteView message);

  private:
    std::unique_ptr<StreamGuard> MakeGuard() override;
    void Up() override;
    void Plain(ByteView octets) override;
    void Broken(const std::string& reason) override;
    void Down(const std::string& reason) override;

    bool m_opener;         ///< whether it is the opener's end
    Owner& m_owner;        ///< whom events go to
    ChannelId m_channel;   ///< the owner's number
    std::string m_service; ///< of the channel
    Bytes m_unfinished;    ///< beginning of a message, if guarded
};

/// Somebody without an agent who sends what he likes.
class Outsider : public StreamEnd
{
  public:
    /// @param wire wire
    explicit Outsider(SchemeWire& wire);

    /// Opens a stream and waits until all is quiet.
    /// @param wire wire
    /// @param service that is listened for
    /// @return the outsider
    static std::shared_ptr<Outsider> Enter(SchemeWire& wire, const std::string& service);

    /// Sends and waits until all is quiet.
    /// @param octets one parcel
    void Say(ByteView octets);

    /// Sends and waits until all is quiet.
    /// @param packet any
    void Say(const ControlPacket& packet);

    /// Closes the stream and waits until all is quiet.
    void Leave();

    /// @return the packets that came, those that are none left out
    std::vector<ControlPacket> GetPackets() const;

    /// @return whether a CONNACK came that accepts
    bool IsAccepted() const;

    void Opened() override;
    void Received(ByteView octets) override;
    void Closed(const std::string& reason) override;

    std::vector<Bytes> answers; ///< what came, by parcel
    bool closed{false};         ///< the other end has closed

  private:
    SchemeWire& m_wire;   ///< wire
    StreamId m_stream{0}; ///< stream
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_END_H */
