// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-client-agent.h"

/// @file
/// How a client lets its card speak first (reading OR-2).

namespace ns3::mqtt
{

namespace
{

/// What comes of the broker's word.
struct Replied
{
    std::optional<CardSessionKeys> keys; ///< if they are exported
    std::optional<Bytes> will;           ///< to be sent; sealed by the card, if keys stay there
};

/// @param reader where the card is
/// @param message the broker's word
/// @param published as printed
/// @param topic that a will goes with
/// @param will to be sealed, if there is one
/// @return what comes of it
Result<Replied>
TakeWord(CardReader& reader,
         const Bytes& message,
         bool published,
         const std::string& topic,
         const std::optional<Bytes>& will)
{
    auto keys = published ? reader.Confirm(message) : reader.Finish(message);
    if (!keys)
    {
        return keys.error();
    }
    if (keys.value() || !will)
    {
        return Replied{std::move(keys.value()), will};
    }
    auto sealed = reader.Seal(topic, *will);
    if (!sealed)
    {
        return sealed.error();
    }
    return Replied{std::nullopt, std::move(sealed.value())};
}

} // namespace

void
CardClientAgent::SendSigned(Connect connect, ClientHost& host)
{
    const auto sign = [digest = m_connect](CardReader& reader) { return reader.SignOffer(digest); };
    UseCard<Result<Bytes>>(host, sign, [connect, &host](Result<Bytes> signature) mutable {
        host.EnterPhase(Phase::HANDSHAKE);
        if (!signature)
        {
            host.Fail(signature.error().reason);
            return;
        }
        connect.password = EncodeBase64(signature.value());
        host.SendPacket(connect);
    });
}

void
CardClientAgent::TakeReply(const Bytes& message, ClientHost& host)
{
    const std::string topic = GetCardTopic(m_options.card->GetId(), CardStep::ANSWER);
    std::optional<Bytes> will;
    if (m_will)
    {
        will = EncodeCardWill(m_will);
    }
    const auto take =
        [message, topic, will, published = m_options.form.published](CardReader& reader) {
            return TakeWord(reader, message, published, topic, will);
        };
    UseCard<Result<Replied>>(host, take, [this, topic, &host](Result<Replied> replied) {
        host.EnterPhase(Phase::HANDSHAKE);
        if (!replied)
        {
            host.Fail(replied.error().reason);
            return;
        }
        Agreed(replied.value().keys);
        if (auto& last = replied.value().will)
        {
            host.SendPacket(MakeCardMessage(m_options.card->GetId(),
                                            CardStep::ANSWER,
                                            m_cipher ? m_cipher->Seal(topic, *last) : *last));
        }
        if (m_options.form.published)
        {
            Open(*std::exchange(m_connack, std::nullopt), host);
        }
        Proceed(m_incoming, host);
    });
}

} // namespace ns3::mqtt
