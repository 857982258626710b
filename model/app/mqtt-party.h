// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PARTY_H
#define MQTT_PARTY_H

#include "mqtt-random-stream.h"
#include "mqtt-traffic-meter.h"

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-processor.h"

#include <map>

namespace ns3::mqtt
{

/// Seconds since 1970 at the start of every simulation: 1 January 2026, 0:00 UTC.
constexpr std::int64_t SIMULATION_EPOCH = 1'767'225'600;

/// @return seconds since 1970 in simulated time
std::int64_t GetUnixTime();

/// @return time since the start of the simulation, as the session layer wants it
Duration GetNow();

/// @param time simulated time
/// @return the same for the session layer
Duration ToDuration(Time time);

/// @param duration of the session layer
/// @return the same as simulated time
Time ToTime(Duration duration);

/// An application that takes part in a protocol: a single-threaded program on its node's processor
/// with randomness of its own. Whatever happens to it is a turn.
class Party : public Application
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    Party();
    ~Party() override;

    /// @param stream first number to use
    /// @return how many were used
    virtual std::int64_t AssignStreams(std::int64_t stream); // ns-3 has it from 3.41 on

    /// @return account of the party's work
    const std::shared_ptr<Ledger>& GetLedger() const
    {
        return m_ledger;
    }

    /// Gives the party's device a unit that works beside the processor; before the party starts.
    /// @param unit "tpm" or "card"
    /// @param profile device whose table of that unit says what its work costs
    void AddUnit(const std::string& unit, std::shared_ptr<const DeviceProfile> profile);

    /// @return accounts of the work of units, by name
    std::map<std::string, std::shared_ptr<const Ledger>> GetUnitLedgers() const;

    /// @return account of the segments of all connections
    const TrafficMeter& GetTraffic() const
    {
        return m_traffic;
    }

    /// @param work to be run as a turn of the party's processor, inside a CryptoScope
    void SubmitTurn(std::function<void(Turn&)> work);

    /// @return the turn under way
    Turn& GetTurn() const
    {
        return *m_turn;
    }

    /// @param remote address and port
    /// @param connected hears when the connection stands
    /// @param failed hears when there will be none
    /// @return socket that is being connected
    Ptr<Socket> ConnectTo(const Address& remote,
                          std::function<void(Ptr<Socket>)> connected,
                          std::function<void(Ptr<Socket>)> failed);

    /// @param socket that is being connected, and shall not be any more
    static void GiveUp(Ptr<Socket> socket);

    /// @param socket that is being connected, and is left to whoever takes the whole system down
    static void Forget(Ptr<Socket> socket);

    /// @param local address and port; the program ends if they are taken
    /// @param accepted hears of every connection
    /// @return socket that listens
    Ptr<Socket> ListenOn(const Address& local, std::function<void(Ptr<Socket>)> accepted);

  protected:
    /// @cond INHERITED
    // documented at ns3::Application
    void DoDispose() override;
    void StartApplication() override;

    /// @endcond

    /// The work of the turn under way is done; nothing that it wants sent has left yet.
    virtual void TurnDone()
    {
    }

    /// Has a unit do something after what the turn under way did so far, when it is free.
    /// @param unit one that was added; the program ends if it is none
    /// @param work of the unit, inside a CryptoScope that charges it
    /// @param done what to do then, in a turn of the party
    void SubmitToUnit(const std::string& unit,
                      std::function<void()> work,
                      std::function<void()> done);

    /// Has something done in a turn of its own, later. Ends with the application.
    /// @param timer number; a running timer of that number is replaced
    /// @param delay from when the work of the turn under way is done so far
    /// @param expired what to do
    void StartTimer(std::uint32_t timer, Duration delay, std::function<void()> expired);

  private:
    /// A unit of the device that works beside the processor.
    struct UnitState
    {
        Ptr<Processor> processor;                ///< its queue
        std::shared_ptr<Ledger> ledger;          ///< account of its work
        std::unique_ptr<ProcessorThread> thread; ///< where the work runs
    };

    std::map<std::string, UnitState> m_units;  ///< by name
    std::shared_ptr<Ledger> m_ledger;          ///< account of work and traffic
    std::unique_ptr<ProcessorThread> m_thread; ///< where the work runs
    TrafficMeter m_traffic;                    ///< account of segments
    RandomStream m_random;                     ///< randomness
    Turn* m_turn{nullptr};                     ///< the turn under way
    std::map<std::uint32_t, EventId> m_timers; ///< those that run, by number
};

} // namespace ns3::mqtt

#endif /* MQTT_PARTY_H */
