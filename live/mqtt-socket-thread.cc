// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-socket-thread.h"

#include "ns3/simulator.h"

namespace ns3::mqtt
{

SocketThread::SocketThread()
    : m_context(1),
      m_guard(boost::asio::make_work_guard(m_context))
{
}

SocketThread::~SocketThread()
{
    Stop();
}

void
SocketThread::Start()
{
    m_thread = std::thread([this]() { m_context.run(); });
}

void
SocketThread::Stop()
{
    m_context.stop();
    if (m_thread.joinable())
    {
        m_thread.join();
    }
}

void
SocketThread::PassToSimulation(std::uint32_t node, std::function<void()> work)
{
    // The simulator in real time allows this from any thread, and nothing else.
    Simulator::ScheduleWithContext(node, Time(0), std::move(work));
}

} // namespace ns3::mqtt
