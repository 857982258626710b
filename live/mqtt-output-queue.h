// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_OUTPUT_QUEUE_H
#define MQTT_OUTPUT_QUEUE_H

#include "ns3/mqtt-bytes.h"

#include <boost/asio/buffer.hpp>
#include <boost/container/static_vector.hpp>
#include <list>

namespace ns3::mqtt
{

/// Octets that wait for room in a socket. Small packets are copied together, so that many leave
/// with one system call; long ones are shared with the other connections that they go to.
class OutputQueue
{
  public:
    /// What one system call takes.
    using Buffers = boost::container::static_vector<boost::asio::const_buffer, 16>;

    /// @param octets of a packet, or of records of a guard
    void Append(const std::shared_ptr<const Bytes>& octets);

    /// @return octets that wait
    std::size_t GetSize() const
    {
        return m_size;
    }

    /// @return the first of what waits; valid until the next call of another function
    Buffers GetBuffers() const;

    /// @param octets how many of the first are done with
    void Consume(std::size_t octets);

  private:
    /// One run of octets.
    struct Chunk
    {
        std::shared_ptr<const Bytes> shared; ///< long packet, or null
        Bytes copied;                        ///< short packets

        /// @return the octets
        ByteView Get() const
        {
            return shared ? *shared : copied;
        }
    };

    std::list<Chunk> m_chunks; ///< in order
    std::size_t m_offset{0};   ///< octets of the first chunk that are done with
    std::size_t m_size{0};     ///< octets that wait
};

} // namespace ns3::mqtt

#endif /* MQTT_OUTPUT_QUEUE_H */
