// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-device.h"

#include "ns3/mqtt-ecqv.h"

namespace ns3::mqtt
{

namespace
{

/// As printed, octets of a private key without padding, and with it.
constexpr std::size_t BARE_KEY_SIZE = 32;
constexpr std::size_t PADDED_KEY_SIZE = 48;

/// Seconds after which no simulation asks for another certificate.
constexpr std::int64_t LONGEST_LIFETIME = 1'000'000'000;

/// @param form encoding of points
/// @return octets of ECIES as printed
std::size_t
GetPrintedEciesSize(const EcqvForm& form)
{
    return EllipticCurve::GetPointSize(form.encoding) + PADDED_KEY_SIZE;
}

} // namespace

EcqvDevice::EcqvDevice(EcqvCredentials credentials, const EcqvForm& form, std::int64_t startTime)
    : m_credentials(std::move(credentials)),
      m_form(form),
      m_startTime(startTime)
{
}

std::int64_t
EcqvDevice::MakeTime(Duration now)
{
    const Duration time = std::chrono::seconds(m_startTime) + now;
    m_lastTime = std::max<std::int64_t>(m_lastTime + 1, time.count());
    return m_lastTime;
}

std::int64_t
EcqvDevice::GetUnixTime(Duration now) const
{
    return m_startTime + std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

Bytes
EcqvDevice::MakeConnectTrailer(Duration now)
{
    if (m_identity)
    {
        if (m_form.published)
        {
            return {};
        }
        EcqvReturn comeback;
        comeback.time = MakeTime(now);
        comeback.proof = GetPairwise().ProveReturn(m_credentials.id, comeback.time);
        return Encode(comeback, m_form);
    }
    const EllipticCurve& curve = *m_form.curve;
    m_request.emplace();
    m_request->secret = curve.MakeRandomScalar();
    m_request->contribution = curve.MakeRandomScalar();
    m_request->publicPart = curve.MultiplyBase(m_request->contribution);
    EcqvRequest request;
    request.request = curve.MultiplyBase(m_request->secret);
    request.contribution = m_request->publicPart;
    if (!m_form.published)
    {
        request.time = MakeTime(now);
        request.proof = ProveRequest(m_credentials.enrolment, m_credentials.id, request, m_form);
    }
    return Encode(request, m_form);
}

std::optional<Error>
EcqvDevice::TakeAnswer(ByteView trailer)
{
    const auto answer = DecodeAnswer(trailer, m_form);
    if (!m_request || !answer)
    {
        return Error{"the answer holds no certificate"};
    }
    const Request request = *std::exchange(m_request, std::nullopt);
    const EllipticCurve& curve = *m_form.curve;
    const EcPoint& authorityKey = m_credentials.authorityKey;
    const EcqvMember member{m_credentials.id,
                            answer->certificate,
                            request.publicPart,
                            answer->expiry};
    const EcqvBinding binding = GetBinding(m_form, member);
    EcqvSender sender;
    sender.id = m_credentials.id;
    sender.key =
        ReceiveEcqv(curve, request.secret, {answer->certificate, answer->auxiliary}, binding);
    sender.publicKey = GetEcqvPublicKey(curve, answer->certificate, binding, authorityKey);
    if (m_form.checksCertificate && !IsKeyPair(curve, sender.key, sender.publicKey))
    {
        return Error{"the certificate does not fit the private key"};
    }
    EcScalar sum = curve.Add(sender.key, request.contribution);
    m_identity.emplace(Identity{std::move(sender), std::move(sum), member, std::nullopt});
    return std::nullopt;
}

const EcqvPairwise&
EcqvDevice::GetPairwise()
{
    auto& pairwise = m_identity->pairwise;
    if (!pairwise)
    {
        const Secret shared =
            m_form.curve->Agree(m_identity->sender.key, m_credentials.authorityKey);
        pairwise.emplace(m_form, m_identity->member, shared);
    }
    return *pairwise;
}

std::optional<Duration>
EcqvDevice::GetRenewalDelay(Duration now) const
{
    const std::int64_t present = GetUnixTime(now);
    const std::int64_t expiry = m_identity->member.expiry;
    if (expiry <= present || expiry - present > LONGEST_LIFETIME)
    {
        return std::nullopt;
    }
    return Duration(std::chrono::seconds(expiry - present)) / 10 * 9;
}

Bytes
EcqvDevice::SealConfirmation(EcqvRole role)
{
    return GetPairwise().SealConfirmation(m_identity->sum, m_credentials.group, role);
}

std::optional<EcqvUpdate>
EcqvDevice::DecodeUpdate(ByteView octets, EcqvRole role) const
{
    if (!m_form.published)
    {
        return mqtt::DecodeUpdate(octets, role, 0, m_form);
    }
    // As printed no length is told, but only one leaves a list of whole entries.
    for (const std::size_t size : {BARE_KEY_SIZE, PADDED_KEY_SIZE, GetPrintedEciesSize(m_form)})
    {
        if (auto update = mqtt::DecodeUpdate(octets, role, size, m_form))
        {
            return update;
        }
    }
    return std::nullopt;
}

std::optional<std::vector<EcScalar>>
EcqvDevice::OpenKeys(const EcqvUpdate& update, const EcqvGroupView& view)
{
    std::vector<EcScalar> keys;
    for (const EcqvEpochKey& entry : update.keys)
    {
        auto key = OpenKey(entry, view);
        if (!key)
        {
            return std::nullopt;
        }
        keys.push_back(std::move(*key));
    }
    return keys;
}

std::optional<EcScalar>
EcqvDevice::OpenKey(const EcqvEpochKey& entry, const EcqvGroupView& view)
{
    const EcqvPairwise& pairwise = GetPairwise();
    const EcScalar& own = m_identity->sender.key;
    if (!m_form.published)
    {
        const Bytes associated = EncodeUnsigned(entry.statement, m_form);
        return m_form.transport == KeyTransport::PAIRWISE
                   ? pairwise.OpenGroupKey(entry.sealed, associated)
                   : OpenGroupKeyWith(m_form, own, entry.sealed, associated);
    }
    if (entry.sealed.size() == BARE_KEY_SIZE)
    {
        return pairwise.OpenGroupKey(entry.sealed, {});
    }
    if (entry.sealed.size() == GetPrintedEciesSize(m_form))
    {
        return OpenGroupKeyWith(m_form, own, entry.sealed, {});
    }
    const auto* newest = view.GetNewest();
    return newest && newest->publishersKey
               ? OpenRenewal(m_form, entry.sealed, *newest->publishersKey)
               : std::nullopt;
}

std::size_t
EcqvDevice::GetStateSize() const
{
    const std::size_t point = EllipticCurve::GetPointSize(PointEncoding::COMPRESSED);
    return 2 * sizeof(EcqvId) + point + m_credentials.enrolment.Get().size() +
           (m_identity ? point + 2 * EcScalar::SIZE + BARE_KEY_SIZE : 0);
}

} // namespace ns3::mqtt
