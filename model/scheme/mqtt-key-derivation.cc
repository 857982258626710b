// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-derivation.h"

#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t MAC_KEY_SIZE = 32; ///< for HMAC-SHA-256

// Each use of a key has a label of its own, so nothing made for one passes for another.
constexpr std::string_view AUTHENTICATION_LABEL = "mqtt-platform authentication";
constexpr std::string_view BROKER_LABEL = "mqtt-platform broker";
constexpr std::string_view DEVICE_LABEL = "mqtt-platform device";
constexpr std::string_view SESSION_LABEL = "mqtt-platform session keys";

/// @param opening a challenge and what follows
/// @return the challenge
ByteView
GetChallenge(ByteView opening)
{
    return opening.SubView(0, CHALLENGE_SIZE);
}

/// @param octets a secret, of which no copy shall stay
/// @return the same
Secret
TakeSecret(Bytes octets)
{
    Secret secret{octets};
    OPENSSL_cleanse(octets.data(), octets.size());
    return secret;
}

/// @param credentials of the device
/// @param shared secret of the ephemeral keys, or empty
/// @return all of it, one after the other
Secret
JoinKeys(const DeviceCredentials& credentials, ByteView shared)
{
    Bytes joined;
    joined.reserve(2 * PLATFORM_KEY_SIZE + shared.size());
    for (const ByteView part : {credentials.topic.key.Get(), credentials.device.key.Get(), shared})
    {
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return TakeSecret(std::move(joined));
}

/// @param credentials of the device
/// @param transcript whole
/// @return K_sess as printed
SessionKeys
DerivePublishedKeys(const DeviceCredentials& credentials, const Transcript& transcript)
{
    SessionKeys keys;
    keys.published = TakeSecret(Sha1({GetView(credentials.topic.id),
                                      credentials.topic.key.Get(),
                                      GetView(credentials.device.id),
                                      credentials.device.key.Get(),
                                      GetChallenge(GetFirstOpening(transcript.first)),
                                      GetChallenge(transcript.second)}));
    return keys;
}

/// @param credentials of the device
/// @param shared secret of the ephemeral keys, or empty
/// @param transcript whole
/// @return the keys of the session
SessionKeys
DeriveSoundKeys(const DeviceCredentials& credentials, ByteView shared, const Transcript& transcript)
{
    const Secret secret = JoinKeys(credentials, shared);
    // One expansion, cut in three: parts of HKDF's output tell nothing of each other.
    const Secret expanded = HkdfSha256(secret.Get(),
                                       Sha256({transcript.first, transcript.second}),
                                       ByteView(SESSION_LABEL),
                                       MAC_KEY_SIZE + 2 * AesGcm::KEY_SIZE);
    const ByteView keys = expanded.Get();
    return {Secret(),
            Secret(keys.SubView(0, MAC_KEY_SIZE)),
            Secret(keys.SubView(MAC_KEY_SIZE, AesGcm::KEY_SIZE)),
            Secret(keys.SubView(MAC_KEY_SIZE + AesGcm::KEY_SIZE))};
}

} // namespace

ResponseMaker::ResponseMaker(const DeviceCredentials& credentials, KeyAgreementForm form)
    : m_credentials(credentials),
      m_published(form.published)
{
    if (!m_published)
    {
        const Secret keys = JoinKeys(credentials, {});
        m_key = HkdfSha256(keys.Get(), {}, ByteView(AUTHENTICATION_LABEL), MAC_KEY_SIZE);
    }
}

Bytes
ResponseMaker::MakeForDevice(const Transcript& transcript) const
{
    return m_published ? HashChallenge(GetFirstOpening(transcript.first))
                       : Authenticate(BROKER_LABEL, transcript);
}

Bytes
ResponseMaker::MakeForBroker(const Transcript& transcript) const
{
    return m_published ? HashChallenge(transcript.second) : Authenticate(DEVICE_LABEL, transcript);
}

Bytes
ResponseMaker::HashChallenge(ByteView opening) const
{
    return Sha1(
        {m_credentials.topic.key.Get(), m_credentials.device.key.Get(), GetChallenge(opening)});
}

Bytes
ResponseMaker::Authenticate(std::string_view label, const Transcript& transcript) const
{
    return HmacSha256(m_key.Get(), {ByteView(label), transcript.first, transcript.second});
}

Result<SessionKeys>
DeriveKeys(const DeviceCredentials& credentials,
           KeyAgreementForm form,
           const Transcript& transcript,
           const std::optional<X25519Pair>& pair,
           ByteView peer)
{
    if (form.published)
    {
        return DerivePublishedKeys(credentials, transcript);
    }
    if (!pair)
    {
        return DeriveSoundKeys(credentials, {}, transcript);
    }
    const auto shared = pair->Agree(peer.SubView(CHALLENGE_SIZE, X25519Pair::PUBLIC_KEY_SIZE));
    if (!shared)
    {
        return Error{"key agreement: the ephemeral key is not a valid one"};
    }
    return DeriveSoundKeys(credentials, shared->Get(), transcript);
}

} // namespace ns3::mqtt
