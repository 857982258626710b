// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_WIRE_H
#define MQTT_SCHEME_WIRE_H

#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-control-packets.h"
#include "ns3/mqtt-seeded-random.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>

/// @file
/// A network in memory for whole schemes: streams between named parties, a clock advanced by hand,
/// and everything that a wire-tapper can see and do.

namespace ns3::mqtt::test
{

/// Names a stream of the wire; never used twice.
using StreamId = std::uint64_t;

/// Service that streams of MQTT are opened for.
extern const std::string MQTT_SERVICE;

/// Octets under way on a stream. Without a guard they are one control packet, or one message of a
/// channel.
struct Parcel
{
    StreamId stream{0};     ///< which
    std::string service;    ///< what the stream was opened for
    std::string opener;     ///< who opened it
    bool fromOpener{false}; ///< direction
    Bytes octets;           ///< as on the wire
    Duration when{0};       ///< when they were sent
    bool dropped{false};    ///< never arrives; for SchemeWire::hook to set

    /// @return whether the stream goes to a broker
    bool IsMqtt() const
    {
        return service.rfind(MQTT_SERVICE, 0) == 0;
    }
};

/// @param parcel of MQTT without a guard
/// @return the packet, unless it is none
std::optional<ControlPacket> ReadPacket(const Parcel& parcel);

/// @param octets of a control packet
/// @return the packet, unless it is none
std::optional<ControlPacket> ReadPacket(ByteView octets);

/// @param parcel that may be a PUBLISH; anything else stays as it is
/// @param change of its payload
/// @return whether it was one
bool ChangePayload(Parcel& parcel, const std::function<void(Bytes&)>& change);

/// One end of a stream.
class StreamEnd
{
  public:
    virtual ~StreamEnd() = default;

    /// The stream stands.
    virtual void Opened() = 0;

    /// @param octets of the other end
    virtual void Received(ByteView octets) = 0;

    /// The stream is gone, or was never there.
    /// @param reason in words
    virtual void Closed(const std::string& reason) = 0;
};

/// Streams and timers. Everything happens in the order in which it was caused, each step inside a
/// CryptoScope that charges nobody.
class SchemeWire
{
  public:
    /// Makes an end for a stream that somebody opens.
    using Accept = std::function<std::shared_ptr<StreamEnd>(StreamId)>;

    SchemeWire();

    /// @param service what streams are to be opened for
    /// @param accept makes the other end of each
    void Listen(const std::string& service, Accept accept);

    /// @param service that somebody may listen for
    /// @param opener who opens it
    /// @param end the opener's
    /// @return the stream
    StreamId Open(const std::string& service,
                  const std::string& opener,
                  std::shared_ptr<StreamEnd> end);

    /// @param stream which
    /// @param fromOpener direction
    /// @param octets one parcel
    void Send(StreamId stream, bool fromOpener, ByteView octets);

    /// As Send(), but not shown to the hook: for who attacks.
    /// @param stream which
    /// @param fromOpener direction
    /// @param octets one parcel
    void Inject(StreamId stream, bool fromOpener, ByteView octets);

    /// Shows the insider what a guard is about to protect.
    /// @param stream which
    /// @param fromOpener direction
    /// @param octets packet or message
    /// @return the same, or what the insider makes of it
    Bytes Confide(StreamId stream, bool fromOpener, ByteView octets);

    /// Closes an end, which hears nothing more; the other hears it after what was sent.
    /// @param stream which
    /// @param byOpener which end
    void Close(StreamId stream, bool byOpener);

    /// Takes the stream away from both ends without a word.
    /// @param stream which
    void Cut(StreamId stream);

    /// @param owner whose timer
    /// @param number replaces a running timer of the owner with that number
    /// @param delay from now
    /// @param expired what to do then
    void SetTimer(const void* owner,
                  std::uint64_t number,
                  Duration delay,
                  std::function<void()> expired);

    /// @param owner whose timer
    /// @param number of the timer
    void CancelTimer(const void* owner, std::uint64_t number);

    /// @param step what is to happen after all that was caused before
    void Post(std::function<void()> step)
    {
        m_steps.push_back(std::move(step));
    }

    /// Works until all is quiet at the present time.
    void Run();

    /// Lets time pass, timers expire, and works until all is quiet.
    /// @param span how long
    void Advance(Duration span);

    /// Does something inside a CryptoScope, then works until all is quiet.
    /// @param work what
    void Do(const std::function<void()>& work);

    /// @return time since the start
    Duration GetNow() const
    {
        return m_now;
    }

    /// @return streams that stand or are being opened
    std::size_t GetNStreams() const
    {
        return m_streams.size();
    }

    /// @return the newest stream; they count from 1
    StreamId GetLastStream() const
    {
        return m_lastStream;
    }

    std::function<void(Parcel&)> hook; ///< sees every parcel before its delivery, and may change it
    std::function<void(Parcel&)> insider; ///< changes packets and messages before a guard protects
                                          ///< them: a party that has the keys, and lies
    std::vector<Parcel> transcript;       ///< every parcel, as it was sent

  private:
    /// A stream.
    struct Stream
    {
        std::string service;                ///< what it was opened for
        std::string opener;                 ///< who opened it
        std::shared_ptr<StreamEnd> ends[2]; ///< the acceptor's, the opener's; null when closed
    };

    /// A timer.
    struct Timer
    {
        Duration when{0};              ///< when it expires
        std::uint64_t order{0};        ///< among those of one moment
        std::function<void()> expired; ///< what to do
    };

    /// @param stream which
    /// @param toOpener which end
    /// @return the end, or null
    std::shared_ptr<StreamEnd> FindEnd(StreamId stream, bool toOpener) const;

    /// @param parcel that arrives
    /// @param shown to the hook
    void Deliver(Parcel parcel, bool shown);

    /// @param until latest time
    /// @return whether a timer has expired
    bool FireTimer(Duration until);

    /// @param work done inside a CryptoScope
    void Step(const std::function<void()>& work);

    Duration m_now{0};                                               ///< present time
    SeededRandom m_random;                                           ///< of all parties
    StreamId m_lastStream{0};                                        ///< the newest
    std::uint64_t m_lastOrder{0};                                    ///< of timers
    std::map<std::string, Accept> m_services;                        ///< who listens
    std::map<StreamId, Stream> m_streams;                            ///< those that stand
    std::map<std::pair<const void*, std::uint64_t>, Timer> m_timers; ///< that run
    std::deque<std::function<void()>> m_steps;                       ///< what is to happen next
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_WIRE_H */
