// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-sound-envelope.h"

#include "mqtt-ecqv-fields.h"

#include "ns3/mqtt-primitives.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

constexpr std::uint8_t KIND_QUERY = 1;  ///< from a subscriber to publishers
constexpr std::uint8_t KIND_LOSSY = 2;  ///< QoS 0
constexpr std::uint8_t KIND_CLEARS = 4; ///< clears a retained message
constexpr std::uint8_t KIND_ALL = KIND_QUERY | KIND_LOSSY | KIND_CLEARS; ///< every bit there is

constexpr std::size_t EPOCH_SIZE = 4;  ///< octets of an epoch's number
constexpr std::size_t LENGTH_SIZE = 2; ///< octets of a topic's length

/// Nanoseconds in a second.
constexpr std::int64_t SECOND = 1'000'000'000;

/// @param time T in nanoseconds
/// @param statement of an epoch
/// @return whether the epoch was over by then
bool
IsOver(std::int64_t time, const EcqvStatement& statement)
{
    return time / SECOND >= statement.expiry;
}

/// @param reason why
/// @return a refusal
EcqvOpened
Reject(std::string reason)
{
    EcqvOpened opened;
    opened.reason = std::move(reason);
    return opened;
}

/// @param form curve
/// @param parts label, header, topic and content
/// @param commitment V
/// @param publicKey of the signer
/// @return h
EcScalar
MakeChallenge(const EcqvForm& form,
              const std::array<ByteView, 4>& parts,
              const EcPoint& commitment,
              const EcPoint& publicKey)
{
    const auto& [label, header, topic, content] = parts;
    // The length keeps topic and content apart; all else is as long as the label says.
    std::array<std::uint8_t, LENGTH_SIZE> length;
    boost::endian::store_big_u16(length.data(), static_cast<std::uint16_t>(topic.size()));
    return form.curve->Reduce(Sha256({label,
                                      form.curve->Encode(commitment, PointEncoding::COMPRESSED),
                                      form.curve->Encode(publicKey, PointEncoding::COMPRESSED),
                                      header,
                                      GetView(length),
                                      topic,
                                      content}));
}

} // namespace

SoundEnvelope::SoundEnvelope(const EcqvForm& form)
    : m_form(form)
{
}

Bytes
SoundEnvelope::Header::Encode() const
{
    Bytes octets;
    AppendParts(octets, {GetView(group), ByteView(&kind, 1)});
    octets.resize(octets.size() + EPOCH_SIZE);
    boost::endian::store_big_u32(octets.data() + octets.size() - EPOCH_SIZE, epoch);
    AppendParts(octets, {sender ? GetView(*sender) : ByteView(), EncodeNumber(time)});
    return octets;
}

std::optional<std::pair<SoundEnvelope::Header, std::size_t>>
SoundEnvelope::ReadHeader(ByteView sealed) const
{
    Header header;
    const std::size_t size = sizeof(EcqvId) + sizeof(header.kind) + EPOCH_SIZE +
                             (IsAnonymous() ? 0 : sizeof(EcqvId)) + sizeof(header.time);
    if (sealed.size() < size)
    {
        return std::nullopt;
    }
    FieldReader reader(sealed);
    header.group = reader.TakeId();
    header.kind = reader.TakeFront(1)[0];
    header.epoch = boost::endian::load_big_u32(reader.TakeFront(EPOCH_SIZE).data());
    if (!IsAnonymous())
    {
        header.sender = reader.TakeId();
    }
    header.time = reader.TakeNumber();
    return std::pair{header, size};
}

std::optional<Error>
SoundEnvelope::CheckHeader(const Header& header, EcqvRole side, const EcqvGroupView& view) const
{
    if (header.group != view.GetGroup())
    {
        return Error{"message: of another group"};
    }
    const bool isQuery = (header.kind & KIND_QUERY) != 0;
    if ((header.kind & ~KIND_ALL) != 0 || isQuery != (side == EcqvRole::SUBSCRIBER))
    {
        return Error{"message: of another kind than its topic"};
    }
    return std::nullopt;
}

std::optional<Bytes>
SoundEnvelope::Seal(const EcqvSender& sender, const EcqvParcel& parcel, EcqvGroupView& view)
{
    const EcqvGroupView::Epoch* epoch = view.GetNewest();
    if (!epoch || IsOver(parcel.time, epoch->statement))
    {
        return std::nullopt;
    }
    Header header;
    header.group = view.GetGroup();
    header.kind = static_cast<std::uint8_t>((parcel.side == EcqvRole::SUBSCRIBER ? KIND_QUERY : 0) |
                                            (parcel.lossy ? KIND_LOSSY : 0) |
                                            (parcel.clears ? KIND_CLEARS : 0));
    header.epoch = view.GetNewestNumber();
    header.time = parcel.time;
    if (!IsAnonymous())
    {
        header.sender = sender.id;
    }
    Bytes sealed = header.Encode();
    const auto content =
        SealContent({parcel.side, parcel.topic, header, parcel.payload, *epoch}, sender);
    if (!content)
    {
        return std::nullopt;
    }
    AppendParts(sealed, {*content});
    return sealed;
}

template <class Check>
EcqvOpened
SoundEnvelope::Examine(EcqvRole side,
                       const std::string& topic,
                       ByteView sealed,
                       EcqvGroupView& view,
                       Check check) const
{
    const auto read = ReadHeader(sealed);
    if (!read)
    {
        return Reject("message: cut short");
    }
    const Header& header = read->first;
    if (auto problem = CheckHeader(header, side, view))
    {
        return Reject(std::move(problem->reason));
    }
    EcqvOpened opened;
    EcqvRoster& roster = view.GetRoster(side);
    if (header.epoch > roster.GetEpoch())
    {
        opened.verdict = EcqvOpened::UNKNOWN_EPOCH;
        return opened;
    }
    const EcqvGroupView::Epoch* epoch = view.Find(header.epoch);
    if (!epoch || IsOver(header.time, epoch->statement))
    {
        return Reject("message: its epoch is over");
    }
    opened.sender = header.sender;
    opened.time = header.time;
    opened.lossy = (header.kind & KIND_LOSSY) != 0;
    opened.clears = (header.kind & KIND_CLEARS) != 0;
    const Frame frame{side, topic, header, sealed.SubView(read->second), *epoch};
    if (auto problem = check(frame, roster, opened))
    {
        return Reject(std::move(problem->reason));
    }
    opened.verdict = EcqvOpened::OPENED;
    return opened;
}

EcqvOpened
SoundEnvelope::Verify(EcqvRole side,
                      const std::string& topic,
                      ByteView sealed,
                      EcqvGroupView& view,
                      std::int64_t now)
{
    return Examine(side,
                   topic,
                   sealed,
                   view,
                   [this, now](const Frame& frame, EcqvRoster& roster, EcqvOpened&) {
                       return VerifyContent(frame, roster, now);
                   });
}

EcqvOpened
SoundEnvelope::Open(EcqvRole side,
                    const std::string& topic,
                    ByteView sealed,
                    EcqvGroupView& view,
                    std::int64_t now)
{
    return Examine(side,
                   topic,
                   sealed,
                   view,
                   [this, now](const Frame& frame, EcqvRoster& roster, EcqvOpened& opened) {
                       return OpenContent(frame, roster, now, opened);
                   });
}

Bytes
SoundEnvelope::GetAssociated(const Frame& frame) const
{
    Bytes associated = frame.header.Encode();
    AppendParts(associated, {ByteView(frame.topic)});
    return associated;
}

SchnorrSignature
SoundEnvelope::Sign(std::string_view label,
                    const Frame& frame,
                    const Header& header,
                    const EcScalar& key,
                    const EcPoint& publicKey,
                    ByteView content) const
{
    const Bytes head = header.Encode();
    return SignSchnorr(*m_form.curve, key, [&](const EcPoint& commitment) {
        return MakeChallenge(m_form,
                             {ByteView(label), head, ByteView(frame.topic), content},
                             commitment,
                             publicKey);
    });
}

bool
SoundEnvelope::IsSigned(std::string_view label,
                        const Frame& frame,
                        const Header& header,
                        ByteView signature,
                        const EcPoint& publicKey,
                        ByteView content) const
{
    const auto decoded = DecodeSignature(m_form, signature);
    return decoded &&
           VerifySchnorr(
               *m_form.curve,
               publicKey,
               *decoded,
               MakeChallenge(m_form,
                             {ByteView(label), header.Encode(), ByteView(frame.topic), content},
                             decoded->commitment,
                             publicKey));
}

} // namespace ns3::mqtt
