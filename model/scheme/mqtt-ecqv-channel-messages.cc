// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-codec.h"
#include "mqtt-ecqv-messages.h"

#include <boost/mp11/algorithm.hpp>

namespace ns3::mqtt
{

namespace
{

/// The fields of a message in their order, for writing as for reading.
/// @param fields writer or reader
/// @param message with the fields
template <class Fields, class Message>
void
PassFields(Fields& fields, Message& message)
{
    using Kind = std::remove_const_t<Message>;
    if constexpr (std::is_same_v<Kind, EcqvForward>)
    {
        fields.Number(message.token);
        fields.Id(message.id);
        fields.Rest(message.trailer);
    }
    else if constexpr (std::is_same_v<Kind, EcqvClaim>)
    {
        fields.Number(message.token);
        fields.Id(message.id);
        fields.Role(message.role);
        fields.Rest(message.confirmation);
    }
    else if constexpr (std::is_same_v<Kind, EcqvDeparture>)
    {
        fields.Id(message.id);
    }
    else if constexpr (std::is_same_v<Kind, EcqvIssued>)
    {
        fields.Number(message.token);
        fields.Rest(message.trailer);
    }
    else if constexpr (std::is_same_v<Kind, EcqvRefusal>)
    {
        fields.Number(message.token);
        fields.Rest(message.reason);
    }
    else if constexpr (std::is_same_v<Kind, EcqvRosterNews>)
    {
        fields.Role(message.side);
        PassChange(fields, message.change);
    }
    else if constexpr (std::is_same_v<Kind, EcqvNewEpoch>)
    {
        PassStatement(fields, message.statement);
    }
    else if constexpr (std::is_same_v<Kind, EcqvKeys>)
    {
        fields.Role(message.role);
        fields.Number(message.epoch);
        fields.template List<std::uint16_t>(message.entries, [&fields](auto& entry) {
            fields.Id(entry.id);
            fields.Field(entry.sealed);
        });
    }
    else
    {
        fields.Number(message.token);
    }
}

} // namespace

Bytes
EncodeChannelMessage(const EcqvChannelMessage& message, const EcqvForm& form)
{
    EcqvFieldWriter writer(form);
    writer.Constant(static_cast<std::uint8_t>(message.index() + 1));
    std::visit([&writer](const auto& fields) { PassFields(writer, fields); }, message);
    return writer.Take();
}

std::optional<EcqvChannelMessage>
DecodeChannelMessage(ByteView octets, const EcqvForm& form)
{
    constexpr std::size_t kinds = std::variant_size_v<EcqvChannelMessage>;
    if (octets.empty() || octets[0] == 0 || octets[0] > kinds)
    {
        return std::nullopt;
    }
    return boost::mp11::mp_with_index<kinds>(
        octets[0] - 1U,
        [octets, &form](auto kind) -> std::optional<EcqvChannelMessage> {
            std::variant_alternative_t<kind, EcqvChannelMessage> message;
            EcqvFieldReader reader(octets.SubView(1), form);
            PassFields(reader, message);
            if (!reader.IsExact())
            {
                return std::nullopt;
            }
            return message;
        });
}

} // namespace ns3::mqtt
