// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-party.h"

#include "ns3/log.h"
#include "ns3/mqtt-crypto-scope.h"
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
    : m_ledger(std::make_shared<Ledger>())
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
    m_thread = std::make_unique<ProcessorThread>(GetNode()->GetObject<Processor>(), m_ledger);
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
        m_turn = nullptr;
    });
}

} // namespace ns3::mqtt
