// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-agreement.h"

#include "mqtt-key-derivation.h"

#include <utility>

namespace ns3::mqtt
{

namespace
{

/// Adds octets. @param message gets them @param octets to be added
void
Append(Bytes& message, ByteView octets)
{
    message.insert(message.end(), octets.begin(), octets.end());
}

/// Adds a new challenge and, if the form has one, a new ephemeral key.
/// @param message gets them
/// @param form how the agreement is run
/// @param pair becomes the ephemeral pair
void
AppendOpening(Bytes& message, KeyAgreementForm form, std::optional<X25519Pair>& pair)
{
    Append(message, RandomBytes(CHALLENGE_SIZE));
    pair.reset();
    if (IsEphemeral(form))
    {
        Append(message, pair.emplace().GetPublicKey());
    }
}

} // namespace

KeyAgreementInitiator::KeyAgreementInitiator(DeviceCredentials credentials, KeyAgreementForm form)
    : m_credentials(std::move(credentials)),
      m_form(form)
{
}

Bytes
KeyAgreementInitiator::Begin()
{
    m_first.clear();
    Append(m_first, GetView(m_credentials.device.id));
    Append(m_first, GetView(m_credentials.topic.id));
    AppendOpening(m_first, m_form, m_pair);
    return m_first;
}

Result<Bytes>
KeyAgreementInitiator::Answer(ByteView message)
{
    m_keys = {};
    // Gone after this one answer, whatever it is: nobody may try twice.
    const Bytes first = std::exchange(m_first, {});
    const auto pair = std::exchange(m_pair, std::nullopt);
    if (first.empty())
    {
        return Error{"key agreement: message 2 was not asked for"};
    }
    const std::size_t openingSize = GetOpeningSize(m_form);
    if (message.size() <= openingSize)
    {
        return Error{"key agreement: message 2 is too short"};
    }
    const ByteView opening = message.SubView(0, openingSize);
    const ResponseMaker responses(m_credentials, m_form);
    if (!AreEqual(responses.MakeForDevice({first, opening}), message.SubView(openingSize)))
    {
        return Error{"key agreement: the broker has not proven that it knows the keys"};
    }
    auto keys = DeriveKeys(m_credentials, m_form, {first, message}, pair, opening);
    if (!keys)
    {
        return keys.error();
    }
    m_keys = std::move(keys.value());
    return responses.MakeForBroker({first, message});
}

Result<SessionIdentity>
KeyAgreementResponder::ReadIdentity(ByteView message, KeyAgreementForm form)
{
    if (message.size() != 2 * PLATFORM_ID_SIZE + GetOpeningSize(form))
    {
        return Error{"key agreement: message 1 is of the wrong length"};
    }
    SessionIdentity identity;
    std::copy_n(message.begin(), PLATFORM_ID_SIZE, identity.device.begin());
    std::copy_n(message.begin() + PLATFORM_ID_SIZE, PLATFORM_ID_SIZE, identity.topic.begin());
    return identity;
}

KeyAgreementResponder::KeyAgreementResponder(DeviceCredentials credentials, KeyAgreementForm form)
    : m_credentials(std::move(credentials)),
      m_form(form)
{
}

Result<Bytes>
KeyAgreementResponder::Challenge(ByteView message)
{
    m_expected.clear();
    const auto identity = ReadIdentity(message, m_form);
    if (!identity)
    {
        return identity.error();
    }
    if (identity.value().device != m_credentials.device.id ||
        identity.value().topic != m_credentials.topic.id)
    {
        return Error{"key agreement: message 1 is from another device or for another topic"};
    }
    m_first = message.ToBytes();
    m_second.clear();
    AppendOpening(m_second, m_form, m_pair);
    const ResponseMaker responses(m_credentials, m_form);
    Append(m_second, responses.MakeForDevice({m_first, m_second}));
    m_expected = responses.MakeForBroker({m_first, m_second});
    return m_second;
}

std::optional<Error>
KeyAgreementResponder::Verify(ByteView message)
{
    m_keys = {};
    const Bytes expected = std::exchange(m_expected, {});
    const auto pair = std::exchange(m_pair, std::nullopt);
    if (expected.empty())
    {
        return Error{"key agreement: message 3 was not asked for"};
    }
    if (!AreEqual(expected, message))
    {
        return Error{"key agreement: the device has not proven that it knows the keys"};
    }
    // Only now, so that whoever knows no key cannot make the broker work for it.
    auto keys =
        DeriveKeys(m_credentials, m_form, {m_first, m_second}, pair, GetFirstOpening(m_first));
    if (!keys)
    {
        return keys.error();
    }
    m_keys = std::move(keys.value());
    return std::nullopt;
}

} // namespace ns3::mqtt
