// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-pairwise.h"

#include "mqtt-ecqv-fields.h"
#include "mqtt-ecqv-messages.h"

#include "ns3/mqtt-ecies.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t PROOF_KEY_SIZE = 32; ///< octets of the key of MACs
constexpr std::size_t BLOCK_SIZE = 16;     ///< octets of a block of AES

/// What keys and proofs are for.
constexpr std::string_view PAIRWISE_LABEL = "mqtt-ecqv pairwise keys";
constexpr std::string_view CONFIRMATION_LABEL = "mqtt-ecqv confirmation";
constexpr std::string_view GROUP_KEY_LABEL = "mqtt-ecqv group key";
constexpr std::string_view REQUEST_LABEL = "mqtt-ecqv request";
constexpr std::string_view RETURN_LABEL = "mqtt-ecqv return";

/// @param octets plaintext, if any; wiped
/// @param curve curve
/// @return scalar, if it is one
std::optional<EcScalar>
ToScalar(std::optional<Bytes> octets, const EllipticCurve& curve)
{
    if (!octets)
    {
        return std::nullopt;
    }
    auto scalar = curve.DecodeScalar(*octets);
    OPENSSL_cleanse(octets->data(), octets->size());
    return scalar;
}

/// As printed.
/// @param key 32 octets
/// @param scalar to be sealed
/// @param padded whether padding is added
/// @return ciphertext under an initial vector of zeros
Bytes
SealPublished(ByteView key, const EcScalar& scalar, bool padded = true)
{
    return SealAesCbc(key, Bytes(BLOCK_SIZE), scalar.Encode().Get(), padded);
}

/// @param curve curve
/// @param key 32 octets
/// @param sealed from a peer
/// @param padded whether padding is taken off
/// @return scalar, if it is one
std::optional<EcScalar>
OpenPublished(const EllipticCurve& curve, ByteView key, ByteView sealed, bool padded = true)
{
    return ToScalar(OpenAesCbc(key, Bytes(BLOCK_SIZE), sealed, padded), curve);
}

/// @param key AesGcm::KEY_SIZE octets
/// @param associated data
/// @param scalar to be sealed
/// @return nonce, ciphertext, tag
Bytes
SealSound(ByteView key, ByteView associated, const EcScalar& scalar)
{
    const Bytes nonce = RandomBytes(AesGcm::NONCE_SIZE);
    Bytes sealed = nonce;
    AesGcm(key).Seal(nonce, associated, scalar.Encode().Get(), sealed);
    return sealed;
}

/// @param curve curve
/// @param key AesGcm::KEY_SIZE octets
/// @param associated data
/// @param sealed from a peer
/// @return scalar, unless anything was changed
std::optional<EcScalar>
OpenSound(const EllipticCurve& curve, ByteView key, ByteView associated, ByteView sealed)
{
    if (sealed.size() != AesGcm::NONCE_SIZE + EcScalar::SIZE + AesGcm::TAG_SIZE)
    {
        return std::nullopt;
    }
    return ToScalar(AesGcm(key).Open(sealed.SubView(0, AesGcm::NONCE_SIZE),
                                     associated,
                                     sealed.SubView(AesGcm::NONCE_SIZE)),
                    curve);
}

/// @param secret any
/// @return H(secret), as a key as printed
Secret
HashSecret(const Secret& secret)
{
    Bytes digest = Sha256({secret.Get()});
    Secret hashed{ByteView(digest)};
    OPENSSL_cleanse(digest.data(), digest.size());
    return hashed;
}

/// @param label what for
/// @param parts data
/// @return label and data in one
Bytes
Associate(std::string_view label, std::initializer_list<ByteView> parts)
{
    Bytes associated(label.begin(), label.end());
    AppendParts(associated, parts);
    return associated;
}

/// @param group ID_G
/// @param role side
/// @return associated data of a confirmation
Bytes
AssociateConfirmation(const EcqvId& group, EcqvRole role)
{
    const auto octet = static_cast<std::uint8_t>(role);
    return Associate(CONFIRMATION_LABEL, {GetView(group), ByteView(&octet, 1)});
}

/// @param octets digest
/// @return as long as proofs are
Bytes
CutProof(Bytes octets)
{
    octets.resize(ECQV_PROOF_SIZE);
    return octets;
}

} // namespace

EcqvPairwise::EcqvPairwise(const EcqvForm& form, const EcqvMember& member, const Secret& shared)
    : m_form(form)
{
    if (form.published)
    {
        m_toAuthority = HashSecret(shared);
        m_toDevice = m_toAuthority;
        return;
    }
    const Bytes info =
        Associate(PAIRWISE_LABEL,
                  {GetView(member.id),
                   form.curve->Encode(member.certificate, PointEncoding::COMPRESSED),
                   form.curve->Encode(member.contribution, PointEncoding::COMPRESSED)});
    const Secret keys = HkdfSha256(shared.Get(), {}, info, 2 * AesGcm::KEY_SIZE + PROOF_KEY_SIZE);
    m_toAuthority = Secret(keys.Get().SubView(0, AesGcm::KEY_SIZE));
    m_toDevice = Secret(keys.Get().SubView(AesGcm::KEY_SIZE, AesGcm::KEY_SIZE));
    m_proof = Secret(keys.Get().SubView(2 * AesGcm::KEY_SIZE));
}

Bytes
EcqvPairwise::SealConfirmation(const EcScalar& sum, const EcqvId& group, EcqvRole role) const
{
    return m_form.published
               ? SealPublished(m_toAuthority.Get(), sum)
               : SealSound(m_toAuthority.Get(), AssociateConfirmation(group, role), sum);
}

std::optional<EcScalar>
EcqvPairwise::OpenConfirmation(ByteView sealed, const EcqvId& group, EcqvRole role) const
{
    const EllipticCurve& curve = *m_form.curve;
    return m_form.published
               ? OpenPublished(curve, m_toAuthority.Get(), sealed)
               : OpenSound(curve, m_toAuthority.Get(), AssociateConfirmation(group, role), sealed);
}

Bytes
EcqvPairwise::SealGroupKey(const EcScalar& key, ByteView associated) const
{
    return m_form.published
               ? SealPublished(m_toDevice.Get(), key, false)
               : SealSound(m_toDevice.Get(), Associate(GROUP_KEY_LABEL, {associated}), key);
}

std::optional<EcScalar>
EcqvPairwise::OpenGroupKey(ByteView sealed, ByteView associated) const
{
    const EllipticCurve& curve = *m_form.curve;
    return m_form.published ? OpenPublished(curve, m_toDevice.Get(), sealed, false)
                            : OpenSound(curve,
                                        m_toDevice.Get(),
                                        Associate(GROUP_KEY_LABEL, {associated}),
                                        sealed);
}

Bytes
EcqvPairwise::ProveReturn(const EcqvId& id, std::int64_t time) const
{
    return CutProof(
        HmacSha256(m_proof.Get(), {ByteView(RETURN_LABEL), GetView(id), EncodeNumber(time)}));
}

std::size_t
EcqvPairwise::GetStateSize() const
{
    return m_toAuthority.Get().size() + (m_form.published ? 0 : m_toDevice.Get().size()) +
           m_proof.Get().size();
}

Bytes
SealGroupKeyTo(const EcqvForm& form,
               const EcScalar& key,
               const EcPoint& recipient,
               ByteView associated)
{
    const EllipticCurve& curve = *form.curve;
    if (!form.published)
    {
        return SealEcies(curve, recipient, associated, key.Encode().Get(), form.encoding);
    }
    const EcScalar secret = curve.MakeRandomScalar();
    Bytes sealed = curve.Encode(curve.MultiplyBase(secret), form.encoding);
    const Secret shared = HashSecret(curve.Agree(secret, recipient));
    AppendParts(sealed, {SealPublished(shared.Get(), key)});
    return sealed;
}

std::optional<EcScalar>
OpenGroupKeyWith(const EcqvForm& form,
                 const EcScalar& recipientKey,
                 ByteView sealed,
                 ByteView associated,
                 const EcPoint& recipient)
{
    const EllipticCurve& curve = *form.curve;
    if (!form.published)
    {
        const auto opened = OpenEcies(curve,
                                      recipientKey,
                                      recipient ? recipient : curve.MultiplyBase(recipientKey),
                                      associated,
                                      sealed,
                                      form.encoding);
        return opened ? curve.DecodeScalar(opened->Get()) : std::nullopt;
    }
    const std::size_t pointSize = EllipticCurve::GetPointSize(form.encoding);
    if (sealed.size() < pointSize)
    {
        return std::nullopt;
    }
    const auto ephemeral = curve.Decode(sealed.SubView(0, pointSize), form.encoding);
    if (!ephemeral)
    {
        return std::nullopt;
    }
    const Secret shared = HashSecret(curve.Agree(recipientKey, *ephemeral));
    return OpenPublished(curve, shared.Get(), sealed.SubView(pointSize));
}

Bytes
SealRenewal(const EcqvForm& /* form */, const EcScalar& key, const EcScalar& before)
{
    return SealPublished(HashSecret(before.Encode()).Get(), key);
}

std::optional<EcScalar>
OpenRenewal(const EcqvForm& form, ByteView sealed, const EcScalar& before)
{
    return OpenPublished(*form.curve, HashSecret(before.Encode()).Get(), sealed);
}

Bytes
ProveRequest(const Secret& enrolment,
             const EcqvId& id,
             const EcqvRequest& request,
             const EcqvForm& form)
{
    const EllipticCurve& curve = *form.curve;
    return CutProof(HmacSha256(enrolment.Get(),
                               {ByteView(REQUEST_LABEL),
                                GetView(id),
                                curve.Encode(request.request, PointEncoding::COMPRESSED),
                                curve.Encode(request.contribution, PointEncoding::COMPRESSED),
                                EncodeNumber(request.time)}));
}

} // namespace ns3::mqtt
