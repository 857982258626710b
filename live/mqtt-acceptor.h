// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ACCEPTOR_H
#define MQTT_ACCEPTOR_H

#include "ns3/mqtt-bytes.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

namespace ns3::mqtt
{

/// Takes in real TCP connections, until it is stopped. Where the system has no socket left, it
/// tries again a little later.
class Acceptor
{
  public:
    /// @param context whose thread does all
    /// @param accepted hears of every connection
    Acceptor(boost::asio::io_context& context,
             std::function<void(boost::asio::ip::tcp::socket)> accepted);

    /// @param local where to listen; port 0 takes a free one
    /// @return where it listens, or why it cannot; nobody is taken in before Start()
    Result<boost::asio::ip::tcp::endpoint> Listen(const boost::asio::ip::tcp::endpoint& local);

    /// Takes connections in, if it listens.
    void Start();

    /// Takes no more connections in.
    void Stop();

    /// @return where it listens
    boost::asio::ip::tcp::endpoint GetLocal() const
    {
        return m_acceptor.local_endpoint();
    }

  private:
    std::function<void(boost::asio::ip::tcp::socket)> m_accepted; ///< hears of connections
    boost::asio::ip::tcp::acceptor m_acceptor;                    ///< listens
    boost::asio::steady_timer m_pause;                            ///< until it tries again
};

/// @param endpoint address and port
/// @return the same as people write it
std::string ToText(const boost::asio::ip::tcp::endpoint& endpoint);

} // namespace ns3::mqtt

#endif /* MQTT_ACCEPTOR_H */
