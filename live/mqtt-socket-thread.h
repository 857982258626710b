// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SOCKET_THREAD_H
#define MQTT_SOCKET_THREAD_H

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <thread>

namespace ns3::mqtt
{

/// The thread of all real sockets beside a simulation in real time. Sockets belong to it, and all
/// else to the simulation; what one wants of the other is passed on as a function.
class SocketThread
{
  public:
    SocketThread();
    ~SocketThread();
    SocketThread(const SocketThread&) = delete;
    SocketThread& operator=(const SocketThread&) = delete;

    /// Begins to run what was passed on.
    void Start();

    /// Ends the thread; what was passed on and not done yet is dropped.
    void Stop();

    /// @return what sockets are made with
    boost::asio::io_context& GetContext()
    {
        return m_context;
    }

    /// @param work to be done in the thread of the sockets
    template <class Work>
    void Post(Work work)
    {
        boost::asio::post(m_context, std::move(work));
    }

    /// @param node in whose name the simulation does it
    /// @param work to be done by the simulation, now; copied
    static void PassToSimulation(std::uint32_t node, std::function<void()> work);

  private:
    boost::asio::io_context m_context; ///< of all sockets
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
        m_guard;          ///< keeps the thread from ending for want of work
    std::thread m_thread; ///< runs the context
};

} // namespace ns3::mqtt

#endif /* MQTT_SOCKET_THREAD_H */
