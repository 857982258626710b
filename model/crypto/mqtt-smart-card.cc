// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-smart-card.h"

#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

/// P1 and P2 of SELECT by identifier, and of GET DATA for the number of the card.
constexpr std::uint16_t SELECT_BY_NAME = 0x0400;
constexpr std::uint16_t NUMBER_TAG = 0x0100;

/// @param octets wiped, and gone
void
Wipe(Bytes& octets)
{
    OPENSSL_cleanse(octets.data(), octets.size());
    octets.clear();
}

/// @param command a command
/// @return CLA without the bit for chaining, INS, P1 and P2; never 0
std::uint32_t
GetHeader(const CommandApdu& command)
{
    return 1U << 31 | static_cast<std::uint32_t>(command.cla & ~CLA_CHAINED) << 24 |
           static_cast<std::uint32_t>(command.ins) << 16 |
           static_cast<std::uint32_t>(command.p1) << 8 | command.p2;
}

} // namespace

SmartCard::SmartCard(CardPersonalisation personalisation)
    : m_card(std::move(personalisation))
{
}

SmartCard::~SmartCard()
{
    Reset();
}

void
SmartCard::Reset()
{
    m_selected = false;
    m_chain = 0;
    m_given = 0;
    Wipe(m_chained);
    Wipe(m_answer);
    Wipe(m_nonce);
    m_chosen.reset();
    m_agreement.reset();
    m_secret = EcScalar();
    m_cipher.reset();
}

Bytes
SmartCard::Process(ByteView command)
{
    auto decoded = DecodeCommandApdu(command);
    if (!decoded)
    {
        m_chain = 0;
        Wipe(m_chained);
        return Encode(ResponseApdu{{}, CARD_WRONG_LENGTH});
    }
    ResponseApdu response = Handle(decoded.value());
    Wipe(decoded.value().data);
    Bytes octets = Encode(response);
    Wipe(response.data);
    return octets;
}

ResponseApdu
SmartCard::Handle(const CommandApdu& command)
{
    if (command.cla == 0 && command.ins == CARD_GET_RESPONSE)
    {
        const bool fits = command.data.empty() && command.expected > 0 && m_chain == 0;
        return !fits || m_given == m_answer.size() ? ResponseApdu{{}, CARD_CONDITIONS_NOT_SATISFIED}
                                                   : GiveAnswer(command.expected);
    }
    Wipe(m_answer); // an answer that is not fetched at once is lost
    m_given = 0;
    if (m_chain != 0 && m_chain != GetHeader(command))
    {
        m_chain = 0; // another command breaks a chain off
        Wipe(m_chained);
    }
    const bool goesOn = (command.cla & CLA_CHAINED) != 0;
    if (m_chained.size() + command.data.size() > MAX_DATA || (goesOn && command.expected > 0))
    {
        m_chain = 0;
        Wipe(m_chained);
        return {{}, CARD_WRONG_LENGTH};
    }
    m_chained.insert(m_chained.end(), command.data.begin(), command.data.end());
    m_chain = GetHeader(command);
    if (goesOn)
    {
        return {{}, CARD_OK};
    }
    Outcome outcome = Run(command);
    m_chain = 0;
    Wipe(m_chained);
    if (outcome.status != CARD_OK || outcome.answer.empty())
    {
        return {{}, outcome.status};
    }
    m_answer = std::move(outcome.answer);
    return GiveAnswer(command.expected);
}

SmartCard::Outcome
SmartCard::Run(const CommandApdu& command)
{
    static constexpr Instruction INSTRUCTIONS[] = {
        {0, CARD_SELECT, SELECT_BY_NAME, ANY, false, &SmartCard::Select},
        {0, CARD_GET_CHALLENGE, 0, ANY, true, &SmartCard::GetChallenge},
        {0, CARD_GET_DATA, NUMBER_TAG, ANY, true, &SmartCard::GetNumber},
        {CARD_CLASS, CARD_SIGN_CONNECT, 0, PUBLISHED_OR_1, true, &SmartCard::SignConnect},
        {CARD_CLASS, CARD_OPEN_KEYS, 0, PUBLISHED_OR_1, true, &SmartCard::OpenKeys},
        {CARD_CLASS, CARD_CHOOSE_KEYS, 0, PUBLISHED_OR_2, true, &SmartCard::ChooseKeys},
        {CARD_CLASS, CARD_CONFIRM, 0, PUBLISHED_OR_2, true, &SmartCard::Confirm},
        {CARD_CLASS, CARD_BEGIN, 0, SOUND_OR_1, true, &SmartCard::Begin},
        {CARD_CLASS, CARD_ANSWER, 0, SOUND_OR_1, true, &SmartCard::Answer},
        {CARD_CLASS, CARD_OFFER, 0, SOUND_OR_2, true, &SmartCard::Offer},
        {CARD_CLASS, CARD_SIGN_OFFER, 0, SOUND_OR_2, true, &SmartCard::SignOffer},
        {CARD_CLASS, CARD_FINISH, 0, SOUND_OR_2, true, &SmartCard::Finish},
        {CARD_CLASS, CARD_SEAL, 0, ANY, true, &SmartCard::Seal},
        {CARD_CLASS, CARD_OPEN, 0, ANY, true, &SmartCard::Open},
    };
    if (command.cla != 0 && command.cla != CARD_CLASS)
    {
        return {CARD_UNKNOWN_CLASS};
    }
    for (const Instruction& instruction : INSTRUCTIONS)
    {
        if (instruction.cla != command.cla || instruction.ins != command.ins ||
            (instruction.dialect != ANY && instruction.dialect != GetDialect()))
        {
            continue;
        }
        if (instruction.parameters != (command.p1 << 8 | command.p2))
        {
            return {CARD_WRONG_PARAMETERS};
        }
        if (instruction.isProtected && !m_selected)
        {
            return {CARD_CONDITIONS_NOT_SATISFIED};
        }
        return (this->*instruction.run)(m_chained, command.expected);
    }
    return {CARD_UNKNOWN_INSTRUCTION};
}

SmartCard::Dialect
SmartCard::GetDialect() const
{
    const bool isFirst = m_card.reading == CardReading::OR_2;
    if (m_card.published)
    {
        return isFirst ? PUBLISHED_OR_2 : PUBLISHED_OR_1;
    }
    return isFirst ? SOUND_OR_2 : SOUND_OR_1;
}

ResponseApdu
SmartCard::GiveAnswer(std::size_t expected)
{
    const std::size_t size = std::min(expected, m_answer.size() - m_given);
    ResponseApdu response{ByteView(m_answer).SubView(m_given, size).ToBytes(), CARD_OK};
    m_given += size;
    const std::size_t left = m_answer.size() - m_given;
    if (left == 0)
    {
        Wipe(m_answer);
        m_given = 0;
    }
    else
    {
        response.status = static_cast<std::uint16_t>(
            CARD_MORE_DATA | (left < MAX_APDU_ANSWER ? left : 0)); // 00 is 256 or more
    }
    return response;
}

std::size_t
SmartCard::GetStateSize() const
{
    return m_card.id.size() + m_card.key.GetStateSize() + m_card.broker.Encode().size() +
           (m_cipher ? m_cipher->GetStateSize() : 0);
}

} // namespace ns3::mqtt
