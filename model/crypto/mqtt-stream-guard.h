// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_STREAM_GUARD_H
#define MQTT_STREAM_GUARD_H

#include "ns3/mqtt-bytes.h"

#include <optional>

namespace ns3::mqtt
{

/// Protects a byte stream between two peers: octets of the application on one side, octets of the
/// network on the other. Runs inside a CryptoScope.
class StreamGuard
{
  public:
    /// What one call gave, to be acted on in the order of the members.
    struct Output
    {
        Bytes toPeer;               ///< to be sent on the network
        Bytes toApplication;        ///< opened, authentic octets of the peer
        bool established{false};    ///< the handshake ended with this call
        bool closed{false};         ///< the peer ended the stream in order
        std::optional<Error> error; ///< the stream is broken; send toPeer, then close
    };

    virtual ~StreamGuard() = default;

    /// Begins the handshake. The client speaks; a server waits.
    /// @return what to do
    virtual Output Start() = 0;

    /// @param octets from the network
    /// @return what to do
    virtual Output Receive(ByteView octets) = 0;

    /// @param octets of the application; the handshake must have ended
    /// @return what to do
    virtual Output Send(ByteView octets) = 0;

    /// Ends the stream in order.
    /// @return what to do
    virtual Output Shutdown() = 0;

    /// @return octets of keys and state that the guard holds, for the table of state sizes
    virtual std::size_t GetStateSize() const = 0;
};

} // namespace ns3::mqtt

#endif /* MQTT_STREAM_GUARD_H */
