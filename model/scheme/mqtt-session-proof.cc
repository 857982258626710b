// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-proof.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

namespace
{

/// Keeps what the proof key makes apart from anything else that it may come to make.
constexpr std::string_view CONNECT_LABEL = "mqtt-platform connect";

/// @param identity who connects
/// @return user name
std::string
MakeUserName(const SessionIdentity& identity)
{
    return ToHex(GetView(identity.device)) + "," + ToHex(GetView(identity.topic));
}

/// @param connect packet with everything but the password
/// @param keys of the session
/// @param form how the agreement was run
/// @return password
std::string
MakePassword(const Connect& connect, const SessionKeys& keys, KeyAgreementForm form)
{
    if (form.published)
    {
        return ToHex(Sha1({keys.published.Get()}));
    }
    Connect covered = connect;
    covered.password.emplace();
    return ToHex(HmacSha256(keys.proof.Get(), {ByteView(CONNECT_LABEL), Encode(covered)}));
}

} // namespace

void
ProveSession(Connect& connect,
             const SessionIdentity& identity,
             const SessionKeys& keys,
             KeyAgreementForm form)
{
    connect.userName = MakeUserName(identity);
    connect.password = ByteView(MakePassword(connect, keys, form)).ToBytes();
}

std::optional<SessionIdentity>
GetClaimedIdentity(const Connect& connect)
{
    constexpr std::size_t digits = 2 * PLATFORM_ID_SIZE;
    if (!connect.userName || connect.userName->size() != 2 * digits + 1)
    {
        return std::nullopt;
    }
    const std::string_view name = *connect.userName;
    const auto device = FromHex(name.substr(0, digits));
    const auto topic = FromHex(name.substr(digits + 1));
    if (!device || !topic)
    {
        return std::nullopt;
    }
    SessionIdentity identity;
    std::copy_n(device->begin(), PLATFORM_ID_SIZE, identity.device.begin());
    std::copy_n(topic->begin(), PLATFORM_ID_SIZE, identity.topic.begin());
    // One identity has one user name: another comma or digits in upper case are not it.
    return MakeUserName(identity) == name ? std::optional(identity) : std::nullopt;
}

bool
IsProven(const Connect& connect, const SessionKeys& keys, KeyAgreementForm form)
{
    const Secret& key = form.published ? keys.published : keys.proof;
    // Keys of the other form are no keys: anybody can compute with an empty one.
    return connect.userName && connect.password && !key.Get().empty() &&
           AreEqual(*connect.password, ByteView(MakePassword(connect, keys, form)));
}

} // namespace ns3::mqtt
