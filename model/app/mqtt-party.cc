// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-party.h"

#include "ns3/abort.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttParty");

NS_OBJECT_ENSURE_REGISTERED(Party);

std::int64_t
GetUnixTime()
{
    return SIMULATION_EPOCH + Simulator::Now().GetNanoSeconds() / 1'000'000'000;
}

Duration
GetNow()
{
    return ToDuration(Simulator::Now());
}

Duration
ToDuration(Time time)
{
    return Duration{time.GetNanoSeconds()};
}

Time
ToTime(Duration duration)
{
    return NanoSeconds(duration.count());
}

TypeId
Party::GetTypeId()
{
    static TypeId tid = TypeId("ns3::mqtt::Party").SetParent<Application>().SetGroupName("Mqtt");
    return tid;
}

Party::Party()
    : m_ledger(std::make_shared<Ledger>()),
      m_traffic(m_ledger)
{
    NS_LOG_FUNCTION(this);
}

Party::~Party()
{
    NS_LOG_FUNCTION(this);
}

std::int64_t
Party::AssignStreams(std::int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    m_random.SetStream(stream);
    return 1;
}

void
Party::StartApplication()
{
    NS_LOG_FUNCTION(this);
    const auto processor = GetNode()->GetObject<Processor>();
    m_thread = std::make_unique<ProcessorThread>(processor, m_ledger);
    // This machine has none of the units, so what they cost is not measured on it.
    const bool free = !processor || processor->GetCostMode() == Processor::NONE;
    for (auto& [name, unit] : m_units)
    {
        unit.processor->SetCostMode(free ? Processor::NONE : Processor::TABLE);
        unit.thread = std::make_unique<ProcessorThread>(unit.processor, unit.ledger);
    }
}

void
Party::AddUnit(const std::string& unit, std::shared_ptr<const DeviceProfile> profile)
{
    NS_LOG_FUNCTION(this << unit);
    UnitState& state = m_units[unit];
    state.processor = CreateObject<Processor>();
    state.processor->SetProfile(std::move(profile), unit);
    state.ledger = std::make_shared<Ledger>();
}

std::map<std::string, std::shared_ptr<const Ledger>>
Party::GetUnitLedgers() const
{
    std::map<std::string, std::shared_ptr<const Ledger>> ledgers;
    for (const auto& [name, unit] : m_units)
    {
        ledgers[name] = unit.ledger;
    }
    return ledgers;
}

void
Party::SubmitToUnit(const std::string& unit, std::function<void()> work, std::function<void()> done)
{
    NS_LOG_FUNCTION(this << unit);
    const auto found = m_units.find(unit);
    NS_ABORT_MSG_IF(found == m_units.end(), "a party's device has no unit '" << unit << "'");
    const Phase phase = m_ledger->GetPhase();
    m_turn->Then([this, &state = found->second, phase, work = std::move(work), done]() {
        state.thread->Submit([this, phase, work, done](Turn& turn) {
            turn.SetPhase(phase);
            const CryptoScope scope(turn, m_random, GetUnixTime());
            work();
            turn.Then([this, phase, done]() {
                SubmitTurn([phase, done](Turn& next) {
                    next.SetPhase(phase);
                    done();
                });
            });
        });
    });
}

void
Party::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [number, timer] : m_timers)
    {
        timer.Cancel();
    }
    m_thread.reset();
    for (auto& [name, unit] : m_units)
    {
        unit.thread.reset();
        unit.processor->Dispose();
    }
    Application::DoDispose();
}

void
Party::StartTimer(std::uint32_t timer, Duration delay, std::function<void()> expired)
{
    NS_LOG_FUNCTION(this << timer << delay.count());
    EventId& event = m_timers[timer];
    event.Cancel();
    event = Simulator::Schedule(
        m_turn->GetElapsed() + ToTime(delay),
        [this, expired = std::move(expired)]() { SubmitTurn([expired](Turn&) { expired(); }); });
}

void
Party::SubmitTurn(std::function<void(Turn&)> work)
{
    NS_LOG_FUNCTION(this);
    m_thread->Submit([this, work = std::move(work)](Turn& turn) {
        const CryptoScope scope(turn, m_random, GetUnixTime());
        m_turn = &turn;
        work(turn);
        TurnDone();
        m_turn = nullptr;
    });
}

Ptr<Socket>
Party::ConnectTo(const Address& remote,
                 std::function<void(Ptr<Socket>)> connected,
                 std::function<void(Ptr<Socket>)> failed)
{
    NS_LOG_FUNCTION(this << remote);
    const auto socket = CreateTcpSocket(GetNode());
    m_traffic.Watch(socket);
    socket->SetConnectCallback(Callback<void, Ptr<Socket>>(std::move(connected)),
                               Callback<void, Ptr<Socket>>(std::move(failed)));
    if (Inet6SocketAddress::IsMatchingType(remote))
    {
        socket->Bind6();
    }
    else
    {
        socket->Bind();
    }
    socket->Connect(remote);
    return socket;
}

void
Party::GiveUp(Ptr<Socket> socket)
{
    Forget(socket);
    socket->Close();
}

void
Party::Forget(Ptr<Socket> socket)
{
    socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                               MakeNullCallback<void, Ptr<Socket>>());
}

Ptr<Socket>
Party::ListenOn(const Address& local, std::function<void(Ptr<Socket>)> accepted)
{
    NS_LOG_FUNCTION(this << local);
    const auto socket = CreateTcpSocket(GetNode());
    m_traffic.Watch(socket);
    NS_ABORT_MSG_IF(socket->Bind(local) != 0, "a party cannot listen where it should");
    socket->Listen();
    socket->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>(
            [accepted = std::move(accepted)](Ptr<Socket> connection, const Address&) {
                accepted(connection);
            }));
    return socket;
}

} // namespace ns3::mqtt
