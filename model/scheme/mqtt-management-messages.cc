// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-management-messages.h"

#include "ns3/mqtt-topic.h"

#include <boost/endian/conversion.hpp>
#include <boost/mp11/algorithm.hpp>
#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

/// Puts fields one behind the other.
class FieldWriter
{
  public:
    /// @param octets get the fields; must have room for all, so that no copy of a key stays behind
    explicit FieldWriter(Bytes& octets)
        : m_octets(octets)
    {
    }

    /// @param id an identity
    void Pass(const PlatformId& id)
    {
        Append({id.data(), id.size()});
    }

    /// @param key PLATFORM_KEY_SIZE octets
    void Pass(const Secret& key)
    {
        Append(key.Get());
    }

    /// @param number epoch
    void Pass(std::uint32_t number)
    {
        PassNumber(number);
    }

    /// @param time at most 292 years
    void Pass(Duration time)
    {
        PassNumber(static_cast<std::uint64_t>(time.count()));
    }

    /// @param text the last field
    void Pass(const std::string& text)
    {
        Append(ByteView(text));
    }

  private:
    /// @param number any
    template <class T>
    void PassNumber(T number)
    {
        std::uint8_t octets[sizeof(T)];
        boost::endian::endian_store<T, sizeof(T), boost::endian::order::big>(octets, number);
        Append({octets, sizeof(T)});
    }

    /// @param octets of a field
    void Append(ByteView octets)
    {
        m_octets.insert(m_octets.end(), octets.begin(), octets.end());
    }

    Bytes& m_octets; ///< the fields so far
};

/// Takes fields one after the other; when they are cut short, the rest stays as it was.
class FieldReader
{
  public:
    /// @param octets all fields
    explicit FieldReader(ByteView octets)
        : m_rest(octets)
    {
    }

    /// @return whether there was neither too little nor too much
    bool IsExact() const
    {
        return !m_short && m_rest.empty();
    }

    /// @param id gets an identity
    void Pass(PlatformId& id)
    {
        const ByteView octets = Take(id.size());
        std::copy(octets.begin(), octets.end(), id.begin());
    }

    /// @param key gets PLATFORM_KEY_SIZE octets
    void Pass(Secret& key)
    {
        key = Secret(Take(PLATFORM_KEY_SIZE));
    }

    /// @param number gets an epoch
    void Pass(std::uint32_t& number)
    {
        number = TakeNumber<std::uint32_t>();
    }

    /// @param time gets a span of time, negative if it is too long
    void Pass(Duration& time)
    {
        time = Duration(static_cast<std::int64_t>(TakeNumber<std::uint64_t>()));
    }

    /// @param text gets all that is left
    void Pass(std::string& text)
    {
        text = Take(m_rest.size()).ToText();
    }

  private:
    /// @return a number, 0 when cut short
    template <class T>
    T TakeNumber()
    {
        const ByteView octets = Take(sizeof(T));
        return octets.empty() ? 0
                              : boost::endian::endian_load<T, sizeof(T), boost::endian::order::big>(
                                    octets.data());
    }

    /// @param size octets
    /// @return that many octets, or none
    ByteView Take(std::size_t size)
    {
        m_short = m_short || size > m_rest.size();
        if (m_short)
        {
            return {};
        }
        const ByteView taken = m_rest.SubView(0, size);
        m_rest = m_rest.SubView(size);
        return taken;
    }

    ByteView m_rest;     ///< not yet taken
    bool m_short{false}; ///< a field was cut short
};

/// The fields of a message in their order, for writing as for reading.
/// @param fields writer or reader
/// @param message with the fields
template <class Fields, class Message>
void
PassFields(Fields& fields, Message& message)
{
    if constexpr (std::is_same_v<Message, DeviceRecord>)
    {
        fields.Pass(message.id);
        fields.Pass(message.key);
    }
    else if constexpr (std::is_same_v<Message, TopicRecord>)
    {
        fields.Pass(message.id);
        fields.Pass(message.key);
        fields.Pass(message.renewalPeriod);
        fields.Pass(message.filter);
    }
    else if constexpr (std::is_same_v<Message, AccessGranted> ||
                       std::is_same_v<Message, AccessWithdrawn>)
    {
        fields.Pass(message.device);
        fields.Pass(message.topic);
    }
    else if constexpr (std::is_same_v<Message, DeviceRemoved>)
    {
        fields.Pass(message.device);
    }
    else if constexpr (std::is_same_v<Message, KeyRenewed>)
    {
        fields.Pass(message.topic);
        fields.Pass(message.key.epoch);
        fields.Pass(message.key.key);
    }
    else if constexpr (!std::is_same_v<Message, ReportComplete>)
    {
        fields.Pass(message.topic);
    }
}

/// @param message whose fields were all there
/// @return whether what they say can be
template <class Message>
bool
IsPossible([[maybe_unused]] const Message& message)
{
    if constexpr (std::is_same_v<Message, TopicRecord>)
    {
        return message.renewalPeriod >= Duration(0) && IsValidTopicFilter(message.filter);
    }
    else if constexpr (std::is_same_v<Message, KeyRenewed>)
    {
        return message.key.epoch > 0;
    }
    else
    {
        return true;
    }
}

} // namespace

Secret
EncodeManagement(ManagementMessage message)
{
    const auto* topic = std::get_if<TopicRecord>(&message);
    Bytes octets;
    octets.reserve(MAX_CHANNEL_MESSAGE - MAX_PLATFORM_FILTER + (topic ? topic->filter.size() : 0));
    octets.push_back(static_cast<std::uint8_t>(message.index() + 1));
    FieldWriter writer(octets);
    std::visit([&writer](auto& fields) { PassFields(writer, fields); }, message);
    Secret encoded{ByteView(octets)};
    OPENSSL_cleanse(octets.data(), octets.size());
    return encoded;
}

std::optional<ManagementMessage>
DecodeManagement(ByteView octets)
{
    constexpr std::size_t kinds = std::variant_size_v<ManagementMessage>;
    if (octets.empty() || octets[0] == 0 || octets[0] > kinds)
    {
        return std::nullopt;
    }
    return boost::mp11::mp_with_index<kinds>(
        octets[0] - 1U,
        [&octets](auto kind) -> std::optional<ManagementMessage> {
            std::variant_alternative_t<kind, ManagementMessage> message;
            FieldReader reader(octets.SubView(1));
            PassFields(reader, message);
            if (!reader.IsExact() || !IsPossible(message))
            {
                return std::nullopt;
            }
            return message;
        });
}

Phase
GetPhase(const ManagementMessage& message)
{
    const bool isRenewal = std::holds_alternative<RenewalDue>(message) ||
                           std::holds_alternative<RenewalWanted>(message) ||
                           std::holds_alternative<KeyRenewed>(message);
    return isRenewal ? Phase::REKEY : Phase::ENROL;
}

} // namespace ns3::mqtt
