// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-registry.h"

#include "ns3/mqtt-primitives.h"

#include <limits>

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t ENROLMENT_SIZE = 32;     ///< octets of a device's secret
constexpr std::int64_t SECOND = 1'000'000'000; ///< nanoseconds

/// @param time T of a device
/// @param now Unix time in nanoseconds
/// @return whether the device's clock can show that, in either direction
bool
IsTimely(std::int64_t time, std::int64_t now)
{
    return time >= now - EcqvRegistry::MAX_CLOCK_ERROR &&
           time <= now + EcqvRegistry::MAX_CLOCK_ERROR;
}

} // namespace

EcqvRegistry::EcqvRegistry(const EcqvForm& form, Settings settings)
    : m_form(form),
      m_settings(std::move(settings))
{
}

EcqvCredentials
EcqvRegistry::Register(const EcqvId& id)
{
    const auto [device, isNew] = m_devices.try_emplace(id);
    if (isNew && !m_form.published)
    {
        Bytes octets = RandomBytes(ENROLMENT_SIZE);
        device->second.enrolment = Secret(ByteView(octets));
        OPENSSL_cleanse(octets.data(), octets.size());
    }
    return {id, m_settings.group, m_settings.authorityPublicKey, device->second.enrolment};
}

EcqvRegistry::Device*
EcqvRegistry::FindForRequest(const EcqvId& id)
{
    auto device = m_devices.find(id);
    if (device == m_devices.end() && m_form.published && m_nStrangers < MAX_STRANGERS)
    {
        // As printed a certificate is issued to whoever asks.
        ++m_nStrangers;
        device = m_devices.try_emplace(id).first;
    }
    return device == m_devices.end() || device->second.banned ? nullptr : &device->second;
}

Result<EcqvAnswer>
EcqvRegistry::Issue(const EcqvId& id, const EcqvRequest& request, std::int64_t now)
{
    Device* device = FindForRequest(id);
    if (!device)
    {
        return Error{"not registered, or revoked"};
    }
    EcqvMember member;
    member.id = id;
    member.contribution = request.contribution;
    if (!m_form.published)
    {
        const Bytes proof = ProveRequest(device->enrolment, id, request, m_form);
        if (!AreEqual(proof, request.proof))
        {
            return Error{"wrong proof of enrolment"};
        }
        if (request.time <= device->lastTime || !IsTimely(request.time, now))
        {
            return Error{"replayed request"};
        }
        device->lastTime = request.time;
        member.expiry = m_settings.certificateLifetime > 0
                            ? now / SECOND + m_settings.certificateLifetime
                            : std::numeric_limits<std::int64_t>::max();
    }
    EcqvIssue issue = IssueEcqv(*m_form.curve,
                                m_settings.authorityKey,
                                request.request,
                                GetBinding(m_form, member));
    member.certificate = issue.certificate;
    ForgetCertificate(*device);
    device->member = member;
    return EcqvAnswer{std::move(issue.certificate), std::move(issue.auxiliary), member.expiry};
}

EcqvRegistry::Device*
EcqvRegistry::FindCertified(const EcqvId& id, std::int64_t now)
{
    const auto found = m_devices.find(id);
    if (found == m_devices.end() || !found->second.member)
    {
        return nullptr;
    }
    const bool expired = !m_form.published && now / SECOND >= found->second.member->expiry;
    return expired ? nullptr : &found->second;
}

const EcqvRegistry::Derived&
EcqvRegistry::Derive(Device& device) const
{
    if (!device.derived)
    {
        const EllipticCurve& curve = *m_form.curve;
        EcPoint publicKey = GetEcqvPublicKey(curve,
                                             device.member->certificate,
                                             GetBinding(m_form, *device.member),
                                             m_settings.authorityPublicKey);
        const Secret shared = curve.Agree(m_settings.authorityKey, publicKey);
        device.derived.emplace(
            Derived{std::move(publicKey), EcqvPairwise(m_form, *device.member, shared)});
    }
    return *device.derived;
}

std::optional<Error>
EcqvRegistry::CheckReturn(const EcqvId& id, const EcqvReturn& comeback, std::int64_t now)
{
    Device* device = FindCertified(id, now);
    if (!device)
    {
        return Error{"no certificate that is good"};
    }
    if (comeback.time <= device->lastTime || !IsTimely(comeback.time, now))
    {
        return Error{"replayed return"};
    }
    if (!AreEqual(Derive(*device).pairwise.ProveReturn(id, comeback.time), comeback.proof))
    {
        return Error{"wrong proof of return"};
    }
    device->lastTime = comeback.time;
    return std::nullopt;
}

Result<EcqvGroup::Share>
EcqvRegistry::Confirm(const EcqvId& id, EcqvRole role, ByteView confirmation, std::int64_t now)
{
    Device* device = FindCertified(id, now);
    if (!device)
    {
        return Error{"no certificate that is good"};
    }
    const EllipticCurve& curve = *m_form.curve;
    const Derived& derived = Derive(*device);
    auto sum = derived.pairwise.OpenConfirmation(confirmation, m_settings.group, role);
    if (!sum)
    {
        return Error{"confirmation cannot be opened"};
    }
    const bool isRight =
        device->sum
            ? *device->sum == *sum
            : IsKeyPair(curve, *sum, curve.Add(derived.publicKey, device->member->contribution));
    if (!isRight)
    {
        return Error{"confirmation does not fit the certificate"};
    }
    device->sum = std::move(sum);
    return EcqvGroup::Share{*device->member, derived.publicKey, *device->sum};
}

const EcqvPairwise*
EcqvRegistry::FindPairwise(const EcqvId& id) const
{
    const auto found = m_devices.find(id);
    return found == m_devices.end() || !found->second.derived ? nullptr
                                                              : &found->second.derived->pairwise;
}

void
EcqvRegistry::Forget(const EcqvId& id)
{
    const auto found = m_devices.find(id);
    if (found != m_devices.end())
    {
        ForgetCertificate(found->second);
    }
}

void
EcqvRegistry::Ban(const EcqvId& id)
{
    Device& device = m_devices[id];
    device.banned = !m_form.published; // as printed it may ask again, as anybody may
    ForgetCertificate(device);
}

void
EcqvRegistry::ForgetCertificate(Device& device)
{
    device.member.reset();
    device.derived.reset();
    device.sum.reset();
}

std::size_t
EcqvRegistry::GetStateSize() const
{
    const std::size_t point = EllipticCurve::GetPointSize(PointEncoding::COMPRESSED);
    std::size_t size = EcScalar::SIZE + point;
    for (const auto& [id, device] : m_devices)
    {
        size += id.size() + device.enrolment.Get().size() + (device.member ? 2 * point : 0) +
                (device.derived ? point + device.derived->pairwise.GetStateSize() : 0) +
                (device.sum ? EcScalar::SIZE : 0);
    }
    return size;
}

} // namespace ns3::mqtt
