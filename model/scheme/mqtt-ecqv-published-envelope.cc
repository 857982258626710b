// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-published-envelope.h"

#include "mqtt-ecqv-fields.h"

#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

namespace
{

/// The initial vector of every message.
constexpr std::array<std::uint8_t, 16> VECTOR{};

/// @param shared abscissa
/// @param time T
/// @return K = H(abscissa, T)
Secret
DeriveKey(const Secret& shared, std::int64_t time)
{
    Bytes key = Sha256({shared.Get(), EncodeNumber(time)});
    Secret secret{key};
    OPENSSL_cleanse(key.data(), key.size());
    return secret;
}

} // namespace

PublishedEnvelope::PublishedEnvelope(const EcqvForm& form)
    : m_form(form)
{
}

std::optional<Bytes>
PublishedEnvelope::Seal(const EcqvSender& sender, const EcqvParcel& parcel, EcqvGroupView& view)
{
    if (parcel.clears)
    {
        return Bytes();
    }
    const auto content =
        view.GetNewest() ? SealContent(parcel, sender, view) : std::optional<Bytes>();
    if (!content)
    {
        return std::nullopt;
    }
    Bytes sealed = GetView(view.GetGroup()).ToBytes();
    AppendParts(sealed, {*content});
    return sealed;
}

template <class Examine>
EcqvOpened
PublishedEnvelope::Begin(ByteView sealed, const EcqvGroupView& view, Examine examine) const
{
    EcqvOpened opened;
    if (sealed.empty())
    {
        opened.verdict = EcqvOpened::OPENED;
        opened.clears = true;
        return opened;
    }
    FieldReader reader(sealed);
    if (sealed.size() < sizeof(EcqvId) || reader.TakeId() != view.GetGroup())
    {
        opened.reason = "message: of another group";
        return opened;
    }
    if (auto problem = examine(reader.GetRest(), opened))
    {
        EcqvOpened rejected;
        rejected.reason = std::move(problem->reason);
        return rejected;
    }
    opened.verdict = EcqvOpened::OPENED;
    return opened;
}

EcqvOpened
PublishedEnvelope::Verify(EcqvRole side,
                          const std::string&,
                          ByteView sealed,
                          EcqvGroupView& view,
                          std::int64_t now)
{
    return Begin(sealed, view, [&](ByteView content, EcqvOpened& opened) {
        return VerifyContent({side, view, now}, content, opened);
    });
}

EcqvOpened
PublishedEnvelope::Open(EcqvRole side,
                        const std::string&,
                        ByteView sealed,
                        EcqvGroupView& view,
                        std::int64_t now)
{
    return Begin(sealed, view, [&](ByteView content, EcqvOpened& opened) {
        return OpenContent({side, view, now}, content, opened);
    });
}

EcScalar
PublishedEnvelope::MakeChallenge(ByteView content, std::int64_t time, const EcqvId& group) const
{
    return m_form.curve->Reduce(Sha256({content, EncodeNumber(time), GetView(group)}));
}

Bytes
PublishedEnvelope::Encrypt(const Secret& shared, std::int64_t time, ByteView plaintext)
{
    return SealAesCbc(DeriveKey(shared, time).Get(), GetView(VECTOR), plaintext);
}

std::optional<Bytes>
PublishedEnvelope::Decrypt(const Secret& shared, std::int64_t time, ByteView sealed)
{
    return OpenAesCbc(DeriveKey(shared, time).Get(), GetView(VECTOR), sealed);
}

const EcPoint*
PublishedEnvelope::FindPublicKey(const Frame& frame, const EcqvId& id) const
{
    EcqvRoster& roster = frame.view.GetRoster(frame.side);
    for (const auto& [number, epoch] : frame.view.GetEpochs())
    {
        if (const EcPoint* key = roster.GetPublicKey(id, number, frame.now))
        {
            return key;
        }
    }
    return nullptr;
}

bool
PublishedEnvelope::TryPrivateKeys(
    const Frame& frame,
    const std::function<bool(const EcqvGroupView::Epoch&, const EcScalar&)>& tries)
{
    const EcScalar* last = nullptr;
    for (const auto& [number, epoch] : frame.view.GetEpochs())
    {
        const auto& key = epoch.GetPrivateKey(frame.side);
        // The same key may stand in several epochs, where those of the two sides come apart.
        if (key && (!last || *key != *last))
        {
            if (tries(epoch, *key))
            {
                return true;
            }
            last = &*key;
        }
    }
    return false;
}

} // namespace ns3::mqtt
