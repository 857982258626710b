// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_LOAD_CLIENT_H
#define MQTT_LOAD_CLIENT_H

#include "mqtt-stream-socket.h"

#include "ns3/mqtt-codec.h"

namespace ns3::mqtt
{

class LoadClient;

/// Whom the clients of a load belong to.
class LoadOwner
{
  public:
    virtual ~LoadOwner() = default;

    /// The client is connected, and has its subscription if it wanted one.
    /// @param client client
    virtual void Ready(LoadClient& client) = 0;

    /// @param client that a message came to
    /// @param frame PUBLISH of QoS 0
    virtual void Heard(LoadClient& client, const Frame& frame) = 0;

    /// All that was sent has left.
    /// @param client client
    virtual void Sent(LoadClient& client) = 0;

    /// @param client whose connection is over
    /// @param reason in words
    virtual void Lost(LoadClient& client, const std::string& reason) = 0;
};

/// A real client that does as little as possible for a message, so that a broker can be measured.
class LoadClient : private StreamSocketOwner
{
  public:
    /// @param socket connected to a broker
    /// @param number among all clients
    /// @param filter topic filter to subscribe to with QoS 0; empty for none
    /// @param owner whom events go to
    LoadClient(boost::asio::ip::tcp::socket socket,
               std::size_t number,
               std::string filter,
               LoadOwner& owner);
    ~LoadClient() override;
    LoadClient(const LoadClient&) = delete;
    LoadClient& operator=(const LoadClient&) = delete;

    /// @param octets of packets
    void Send(Bytes octets);

    /// @param reading whether to read what comes
    void SetReading(bool reading);

    /// @return number among all clients
    std::size_t GetNumber() const
    {
        return m_number;
    }

    /// @return octets that wait to be sent
    std::size_t GetBacklog() const
    {
        return m_socket->GetBacklog();
    }

    std::uint64_t nHeard{0}; ///< messages that came, counted by the owner

  private:
    // what the socket says
    void Readable() override;
    void Drained() override;

    /// @param frame packet that came
    void Take(const Frame& frame);

    std::shared_ptr<StreamSocket> m_socket; ///< the connection
    std::size_t m_number;                   ///< among all clients
    std::string m_filter;                   ///< topic filter, or empty
    LoadOwner& m_owner;                     ///< whom events go to
    Framer m_framer;                        ///< cuts the stream into packets
    Bytes m_buffer;                         ///< for what is read
    bool m_reading{true};                   ///< reads what comes
};

} // namespace ns3::mqtt

#endif /* MQTT_LOAD_CLIENT_H */
