// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-reader.h"

#include "mqtt-crypto-scope.h"

#include "ns3/mqtt-hex.h"

namespace ns3::mqtt
{

namespace
{

const Operation ACTIVATION("card-activation"); ///< reset of a card, and its answer to that

/// Octets of the keys of a session.
constexpr std::size_t KEYS_SIZE = 2 * CARD_KEY_SIZE;

/// @param octets of both keys, or none
/// @param published as printed
/// @return the keys, if there are any
std::optional<CardSessionKeys>
ReadKeys(ByteView octets, bool published)
{
    if (octets.size() != KEYS_SIZE)
    {
        return std::nullopt;
    }
    return CardSessionKeys{published,
                           Secret(octets.SubView(0, CARD_KEY_SIZE)),
                           Secret(octets.SubView(CARD_KEY_SIZE))};
}

} // namespace

CardReader::CardReader(SmartCard& card, CardProtocol protocol)
    : m_card(card),
      m_terminal(card, protocol)
{
}

Result<Secret>
CardReader::Command(CardInstruction instruction, ByteView data, const char* what)
{
    CommandApdu header{CARD_CLASS, instruction};
    header.expected = MAX_APDU_ANSWER;
    auto answer = m_terminal.Exchange(header, data);
    if (!answer.IsOk())
    {
        const std::uint8_t status[] = {static_cast<std::uint8_t>(answer.status >> 8),
                                       static_cast<std::uint8_t>(answer.status & 0xff)};
        return Error{"the card does not " + std::string(what) + ": status " +
                     ToHex(ByteView(status, sizeof(status)))};
    }
    return std::move(answer.data);
}

std::optional<Error>
CardReader::Activate()
{
    m_card.Reset();
    CountOperation(ACTIVATION);
    const CommandApdu select{0, CARD_SELECT, 4, 0};
    const ByteView name(CARD_APPLICATION.data(), CARD_APPLICATION.size());
    return m_terminal.Exchange(select, name).IsOk()
               ? std::nullopt
               : std::make_optional(Error{"the card does not have the application"});
}

Result<CardReader::ConnectProof>
CardReader::SignConnect(ByteView time)
{
    return Prove(CARD_SIGN_CONNECT, time);
}

Result<CardReader::ConnectProof>
CardReader::ChooseKeys(ByteView time)
{
    return Prove(CARD_CHOOSE_KEYS, time);
}

Result<CardReader::ConnectProof>
CardReader::Prove(CardInstruction instruction, ByteView time)
{
    const auto answer = Command(instruction, time, "sign CONNECT");
    if (!answer)
    {
        return answer.error();
    }
    const ByteView octets = answer.value().Get();
    if (octets.size() <= CARD_NONCE_SIZE)
    {
        return Error{"the card gives no signature"};
    }
    return ConnectProof{octets.SubView(0, CARD_NONCE_SIZE).ToBytes(),
                        octets.SubView(CARD_NONCE_SIZE).ToBytes()};
}

Result<CardReader::KeyConfirmation>
CardReader::OpenKeys(ByteView message)
{
    const auto answer = Command(CARD_OPEN_KEYS, message, "open the broker's keys");
    if (!answer)
    {
        return answer.error();
    }
    const ByteView octets = answer.value().Get();
    if (octets.size() != CARD_DIGEST_SIZE && octets.size() != CARD_DIGEST_SIZE + KEYS_SIZE)
    {
        return Error{"the card gives no confirmation"};
    }
    return KeyConfirmation{octets.SubView(0, CARD_DIGEST_SIZE).ToBytes(),
                           ReadKeys(octets.SubView(CARD_DIGEST_SIZE), true)};
}

Result<Bytes>
CardReader::Begin()
{
    const auto answer = Command(CARD_BEGIN, {}, "begin");
    if (!answer)
    {
        return answer.error();
    }
    if (answer.value().Get().size() != CARD_NONCE_SIZE)
    {
        return Error{"the card gives no nonce"};
    }
    return answer.value().Get().ToBytes();
}

Result<CardReader::ChallengeAnswer>
CardReader::Answer(ByteView connect, ByteView challenge, std::size_t signatureSize)
{
    const auto answer =
        Command(CARD_ANSWER, JoinParts({connect, challenge}), "answer the broker's challenge");
    if (!answer)
    {
        return answer.error();
    }
    const ByteView octets = answer.value().Get();
    const std::size_t size = CARD_POINT_SIZE + signatureSize;
    if (octets.size() != size && octets.size() != size + KEYS_SIZE)
    {
        return Error{"the card gives no answer"};
    }
    return ChallengeAnswer{octets.SubView(0, size).ToBytes(),
                           ReadKeys(octets.SubView(size), false)};
}

Result<CardReader::FirstOffer>
CardReader::Offer()
{
    const auto answer = Command(CARD_OFFER, {}, "begin");
    if (!answer)
    {
        return answer.error();
    }
    constexpr std::size_t nonce = CARD_COUNTER_SIZE + CARD_NONCE_SIZE;
    const ByteView octets = answer.value().Get();
    if (octets.size() != nonce + CARD_POINT_SIZE)
    {
        return Error{"the card gives no offer"};
    }
    return FirstOffer{octets.SubView(0, nonce).ToBytes(), octets.SubView(nonce).ToBytes()};
}

Result<Bytes>
CardReader::SignOffer(ByteView connect)
{
    const auto answer = Command(CARD_SIGN_OFFER, connect, "sign CONNECT");
    if (!answer)
    {
        return answer.error();
    }
    return answer.value().Get().ToBytes();
}

Result<CardReader::ExportedKeys>
CardReader::Confirm(ByteView confirmation)
{
    return TakeKeys(CARD_CONFIRM, confirmation, true);
}

Result<CardReader::ExportedKeys>
CardReader::Finish(ByteView reply)
{
    return TakeKeys(CARD_FINISH, reply, false);
}

Result<CardReader::ExportedKeys>
CardReader::TakeKeys(CardInstruction instruction, ByteView data, bool published)
{
    const auto answer = Command(instruction, data, "take the broker's word");
    if (!answer)
    {
        return answer.error();
    }
    const ByteView octets = answer.value().Get();
    if (!octets.empty() && octets.size() != KEYS_SIZE)
    {
        return Error{"the card gives no keys"};
    }
    return ReadKeys(octets, published);
}

Result<Bytes>
CardReader::Seal(std::string_view topic, ByteView payload)
{
    return Protect(CARD_SEAL, topic, payload);
}

Result<Bytes>
CardReader::Open(std::string_view topic, ByteView payload)
{
    return Protect(CARD_OPEN, topic, payload);
}

Result<Bytes>
CardReader::Protect(CardInstruction instruction, std::string_view topic, ByteView payload)
{
    const std::uint8_t length[] = {static_cast<std::uint8_t>(topic.size() >> 8),
                                   static_cast<std::uint8_t>(topic.size() & 0xff)};
    const auto answer =
        Command(instruction,
                JoinParts({ByteView(length, sizeof(length)), ByteView(topic), payload}),
                instruction == CARD_SEAL ? "seal a payload" : "open a payload");
    if (!answer)
    {
        return answer.error();
    }
    return answer.value().Get().ToBytes();
}

} // namespace ns3::mqtt
