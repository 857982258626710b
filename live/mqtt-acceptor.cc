// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-acceptor.h"

#include <boost/asio/io_context.hpp>
#include <sstream>

namespace ns3::mqtt
{

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace
{

/// How long nobody is taken in when the system has no socket left.
constexpr std::chrono::milliseconds PAUSE{100};

} // namespace

Acceptor::Acceptor(boost::asio::io_context& context, std::function<void(tcp::socket)> accepted)
    : m_accepted(std::move(accepted)),
      m_acceptor(context),
      m_pause(context)
{
}

Result<tcp::endpoint>
Acceptor::Listen(const tcp::endpoint& local)
{
    error_code error;
    m_acceptor.open(local.protocol(), error);
    if (!error)
    {
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error)
    {
        m_acceptor.bind(local, error);
    }
    if (!error)
    {
        m_acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    }
    if (error)
    {
        return Error{"cannot listen on " + ToText(local) + ": " + error.message()};
    }
    return m_acceptor.local_endpoint();
}

void
Acceptor::Start()
{
    if (!m_acceptor.is_open())
    {
        return;
    }
    m_acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted)
        {
            return;
        }
        if (!error)
        {
            m_accepted(std::move(socket));
            Start();
            return;
        }
        m_pause.expires_after(PAUSE);
        m_pause.async_wait([this](error_code waitError) {
            if (!waitError)
            {
                Start();
            }
        });
    });
}

void
Acceptor::Stop()
{
    error_code ignored; // nothing that could be done about it
    m_acceptor.close(ignored);
    m_pause.cancel();
}

std::string
ToText(const tcp::endpoint& endpoint)
{
    std::ostringstream text;
    text << endpoint;
    return text.str();
}

} // namespace ns3::mqtt
