// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_PROOF_H
#define MQTT_SESSION_PROOF_H

#include "mqtt-session-keys.h"

#include "ns3/mqtt-control-packets.h"

/// @file
/// The proof in CONNECT that a device has agreed with the broker on the keys of a session.

namespace ns3::mqtt
{

/// Puts who the device is, and the proof that it has the session's keys, into a CONNECT: user name
/// "ID_device,ID_topic" and password in hexadecimal digits. As printed the password is the SHA-1 of
/// K_sess; sound, it is a MAC over the whole packet.
/// @param connect packet to be completed; has all but user name and password
/// @param identity who connects
/// @param keys of the session
/// @param form how the key agreement was run
void ProveSession(Connect& connect,
                  const SessionIdentity& identity,
                  const SessionKeys& keys,
                  KeyAgreementForm form);

/// @param connect a packet
/// @return who its user name says it is from; none if it is not written as ProveSession() does
std::optional<SessionIdentity> GetClaimedIdentity(const Connect& connect);

/// @param connect a packet
/// @param keys of the session
/// @param form how the key agreement was run
/// @return whether the packet proves knowledge of the keys
bool IsProven(const Connect& connect, const SessionKeys& keys, KeyAgreementForm form);

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_PROOF_H */
