// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-messages.h"

#include "mqtt-ecqv-codec.h"

#include "ns3/mqtt-primitive-tools.h"
#include "ns3/mqtt-primitives.h"

#include <limits>

namespace ns3::mqtt
{

namespace
{

constexpr std::uint8_t REQUEST = 1; ///< first octet of a request
constexpr std::uint8_t RETURN = 2;  ///< first octet of a return

/// What the authority's signature is for.
constexpr std::string_view STATEMENT_LABEL = "mqtt-ecqv group statement";

/// @param fields writer or reader
/// @param message trailer of a CONNECT
template <class Fields, class Message>
void
PassConnectTrailer(Fields& fields, Message& message)
{
    constexpr bool isRequest = std::is_same_v<std::remove_const_t<Message>, EcqvRequest>;
    const bool published = fields.GetForm().published;
    if (!published)
    {
        fields.Constant(isRequest ? REQUEST : RETURN);
    }
    if constexpr (isRequest)
    {
        fields.Point(message.request);
        fields.Point(message.contribution);
    }
    if (!published)
    {
        fields.Number(message.time);
        fields.Octets(message.proof, ECQV_PROOF_SIZE);
    }
}

/// @param fields writer or reader
/// @param answer trailer of a CONNACK
template <class Fields, class Answer>
void
PassAnswer(Fields& fields, Answer& answer)
{
    fields.Point(answer.certificate);
    fields.Scalar(answer.auxiliary);
    if (!fields.GetForm().published)
    {
        fields.Number(answer.expiry);
    }
}

/// @param fields writer or reader
/// @param update what a member is told, sound form
template <class Fields, class Update>
void
PassSoundUpdate(Fields& fields, Update& update)
{
    fields.template List<std::uint8_t>(update.keys, [&fields](auto& key) {
        PassStatement(fields, key.statement);
        fields.Field(key.sealed);
    });
    PassChange(fields, update.change);
}

/// @param fields writer or reader
/// @param key sealed key and statement
/// @param publicKey key of the member's own side
/// @param sealedSize octets of the sealed key
/// @param members of the other side
template <class Fields, class Key, class PublicKey, class Members>
void
PassPublishedUpdate(Fields& fields,
                    Key& key,
                    PublicKey& publicKey,
                    std::size_t sealedSize,
                    Members& members)
{
    fields.Octets(key.sealed, sealedSize);
    fields.Point(publicKey);
    fields.Unnumbered(members, [&fields](auto& member) { PassMember(fields, member); });
}

/// @tparam Message what to read
/// @param octets from a peer
/// @param form form
/// @param pass reads the fields
/// @return the message, unless the octets are not exactly one
template <class Message, class Pass>
std::optional<Message>
Read(ByteView octets, const EcqvForm& form, Pass pass)
{
    Message message;
    EcqvFieldReader reader(octets, form);
    pass(reader, message);
    if (!reader.IsExact())
    {
        return std::nullopt;
    }
    return message;
}

/// @param statement statement
/// @param group ID_G
/// @param authorityKey Q_CA
/// @param form form
/// @param commitment V
/// @return challenge of the authority's signature
EcScalar
HashStatement(const EcqvStatement& statement,
              const EcqvId& group,
              const EcPoint& authorityKey,
              const EcqvForm& form,
              const EcPoint& commitment)
{
    const EllipticCurve& curve = *form.curve;
    return curve.Reduce(Sha256({ByteView(STATEMENT_LABEL),
                                curve.Encode(commitment, PointEncoding::COMPRESSED),
                                curve.Encode(authorityKey, PointEncoding::COMPRESSED),
                                ByteView(group.data(), group.size()),
                                EncodeUnsigned(statement, form)}));
}

} // namespace

Bytes
Encode(const EcqvRequest& request, const EcqvForm& form)
{
    EcqvFieldWriter writer(form);
    PassConnectTrailer(writer, request);
    return writer.Take();
}

Bytes
Encode(const EcqvReturn& comeback, const EcqvForm& form)
{
    Require(!form.published, "write a return as printed");
    EcqvFieldWriter writer(form);
    PassConnectTrailer(writer, comeback);
    return writer.Take();
}

Bytes
Encode(const EcqvAnswer& answer, const EcqvForm& form)
{
    EcqvFieldWriter writer(form);
    PassAnswer(writer, answer);
    return writer.Take();
}

std::optional<std::variant<EcqvRequest, EcqvReturn>>
DecodeConnectTrailer(ByteView octets, const EcqvForm& form)
{
    const auto pass = [](auto& reader, auto& message) { PassConnectTrailer(reader, message); };
    if (!form.published && !octets.empty() && octets[0] == RETURN)
    {
        return Read<EcqvReturn>(octets, form, pass);
    }
    return Read<EcqvRequest>(octets, form, pass);
}

std::optional<EcqvAnswer>
DecodeAnswer(ByteView octets, const EcqvForm& form)
{
    return Read<EcqvAnswer>(octets, form, [](auto& reader, auto& answer) {
        PassAnswer(reader, answer);
    });
}

Bytes
EncodeUpdate(const EcqvUpdate& update, EcqvRole role, const EcqvForm& form)
{
    EcqvFieldWriter writer(form);
    if (form.published)
    {
        Require(!update.keys.empty(), "write an update without a key");
        const EcqvEpochKey& key = update.keys.back();
        PassPublishedUpdate(writer,
                            key,
                            key.statement.GetKey(role),
                            key.sealed.size(),
                            update.change.added);
        return writer.Take();
    }
    constexpr std::size_t most = std::numeric_limits<std::uint8_t>::max();
    if (update.keys.size() > most)
    {
        const EcqvUpdate newest{{update.keys.end() - most, update.keys.end()}, update.change};
        PassSoundUpdate(writer, newest);
        return writer.Take();
    }
    PassSoundUpdate(writer, update);
    return writer.Take();
}

std::optional<EcqvUpdate>
DecodeUpdate(ByteView octets, EcqvRole role, std::size_t sealedSize, const EcqvForm& form)
{
    const auto pass = [role, sealedSize](EcqvFieldReader& reader, EcqvUpdate& update) {
        if (!reader.GetForm().published)
        {
            PassSoundUpdate(reader, update);
            return;
        }
        EcqvEpochKey& key = update.keys.emplace_back();
        EcqvStatement& statement = key.statement;
        EcPoint& publicKey =
            role == EcqvRole::PUBLISHER ? statement.publishersKey : statement.subscribersKey;
        update.change.whole = true;
        PassPublishedUpdate(reader, key, publicKey, sealedSize, update.change.added);
    };
    return Read<EcqvUpdate>(octets, form, pass);
}

Bytes
EncodeUnsigned(const EcqvStatement& statement, const EcqvForm& form)
{
    EcqvFieldWriter writer(form);
    PassUnsigned(writer, statement);
    return writer.Take();
}

void
SignStatement(EcqvStatement& statement,
              const EcqvId& group,
              const EcScalar& key,
              const EcPoint& publicKey,
              const EcqvForm& form)
{
    statement.signature = SignSchnorr(*form.curve, key, [&](const EcPoint& commitment) {
        return HashStatement(statement, group, publicKey, form, commitment);
    });
}

bool
VerifyStatement(const EcqvStatement& statement,
                const EcqvId& group,
                const EcPoint& authorityKey,
                const EcqvForm& form)
{
    const EcPoint& commitment = statement.signature.commitment;
    return commitment &&
           VerifySchnorr(*form.curve,
                         authorityKey,
                         statement.signature,
                         HashStatement(statement, group, authorityKey, form, commitment));
}

} // namespace ns3::mqtt
