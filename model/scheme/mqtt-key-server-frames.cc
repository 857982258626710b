// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-server-frames.h"

#include "mqtt-key-server-records.h"

#include "ns3/mqtt-hex.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t TYPE_SIZE = 1;    ///< octets of the type
constexpr std::size_t ID_SIZE = 4;      ///< octets of a node's number
constexpr std::size_t COUNTER_SIZE = 8; ///< octets of the counter

/// What frames of a type are made of.
struct TypeRow
{
    const char* name;   ///< the paper's name, or one after its pattern
    bool hasSecond;     ///< it tells of two nodes
    bool isSealed;      ///< it has E{...}
    Tpm::Layout fields; ///< E{...} without nonce and list
    std::size_t entry;  ///< octets of an entry of the list that ends E{...}; 0 for none
};

/// @param type type of a frame
/// @return what it is made of
const TypeRow&
GetRow(KeyFrameType type)
{
    constexpr std::size_t KEY = Tpm::A_KEY;
    static const TypeRow ROWS[KEY_FRAME_TYPES] = {
        {"nnsk_key_req", false, true, {ID_SIZE, KEY_TOPIC_SIZE}, 0},
        {"nnsk_key_ans", true, true, {KEY, Tpm::IV_SIZE, KEY}, 0},
        {"nnsk_adv_req", true, true, {KEY, Tpm::IV_SIZE, KEY, KEY_TOPIC_SIZE}, 0},
        {"nnsk_adv_ans", false, true, {KEY_TOPIC_SIZE}, 0},
        {"nnsk_conf_req", true, true, {KEY_TOPIC_SIZE}, 0},
        {"nnsk_conf_ans", true, false, {}, 0},
        {"reg_req", false, true, {KEY_TOPIC_SIZE}, 0},
        {"reg_ans", false, true, {KEY_TOPIC_SIZE}, KEY_ENTRY_SIZE},
        {"reg_conf", false, false, {}, 0},
        {"peers", false, true, {}, KEY_ENTRY_SIZE},
        {"enrol_req", false, true, {}, KEY_ENROLMENT_SIZE},
        {"enrol_ans", false, false, {}, 0},
    };
    return ROWS[static_cast<std::size_t>(type) - 1];
}

/// Takes octets from the front of what is left.
class FrameReader
{
  public:
    /// @param octets whole frame
    explicit FrameReader(ByteView octets)
        : m_rest(octets)
    {
    }

    /// @param size octets
    /// @return that many; none of them if there are fewer
    ByteView Take(std::size_t size)
    {
        m_bad = m_bad || size > m_rest.size();
        if (m_bad)
        {
            return {};
        }
        const ByteView taken = m_rest.SubView(0, size);
        m_rest = m_rest.SubView(size);
        return taken;
    }

    /// @return octets that are left
    std::size_t GetSize() const
    {
        return m_rest.size();
    }

    /// @return whether more was taken than there was
    bool IsBad() const
    {
        return m_bad;
    }

  private:
    ByteView m_rest;   ///< what is left
    bool m_bad{false}; ///< more was taken than there was
};

/// @param octets gets them
/// @param more what is added
void
Append(Bytes& octets, ByteView more)
{
    octets.insert(octets.end(), more.begin(), more.end());
}

} // namespace

const char*
GetName(KeyFrameType type)
{
    return GetRow(type).name;
}

bool
KeyFrameFormat::IsSealed(KeyFrameType type)
{
    return GetRow(type).isSealed;
}

std::size_t
KeyFrameFormat::CountFields(KeyFrameType type)
{
    return GetRow(type).fields.size();
}

bool
KeyFrameFormat::HasSecond(KeyFrameType type)
{
    return GetRow(type).hasSecond;
}

Bytes
KeyFrameFormat::Encode(const KeyFrame& frame, ByteView sealed) const
{
    Bytes octets{static_cast<std::uint8_t>(frame.type)};
    Append(octets, WriteKeyNodeId(frame.first));
    if (HasSecond(frame.type))
    {
        Append(octets, WriteKeyNodeId(frame.second));
    }
    if (!m_published)
    {
        const std::uint64_t counter = boost::endian::native_to_big(frame.counter);
        Append(octets, {reinterpret_cast<const std::uint8_t*>(&counter), COUNTER_SIZE});
        Append(octets, frame.nonce);
    }
    Append(octets, frame.iv);
    Append(octets, sealed);
    return octets;
}

std::optional<KeyFrameView>
KeyFrameFormat::Decode(const Bytes& octets) const
{
    if (octets.size() < TYPE_SIZE || octets.size() > MAX_KEY_FRAME || octets[0] < 1 ||
        octets[0] > KEY_FRAME_TYPES)
    {
        return std::nullopt;
    }
    FrameReader reader(octets);
    KeyFrameView view;
    KeyFrame& frame = view.frame;
    frame.type = static_cast<KeyFrameType>(reader.Take(TYPE_SIZE)[0]);
    const bool sealed = IsSealed(frame.type);
    const ByteView first = reader.Take(ID_SIZE);
    const ByteView second = reader.Take(HasSecond(frame.type) ? ID_SIZE : 0);
    const ByteView counter = reader.Take(m_published ? 0 : COUNTER_SIZE);
    frame.nonce = reader.Take(m_published || sealed ? 0 : KEY_NONCE_SIZE).ToBytes();
    frame.iv = reader.Take(sealed ? Tpm::IV_SIZE : 0).ToBytes();
    if (reader.IsBad() || reader.GetSize() < Tpm::HMAC_SIZE)
    {
        return std::nullopt;
    }
    frame.first = ReadKeyNodeId(first);
    frame.second = second.empty() ? 0 : ReadKeyNodeId(second);
    if (!counter.empty())
    {
        frame.counter = boost::endian::load_big_u64(counter.data());
    }
    view.sealed = reader.Take(reader.GetSize() - Tpm::HMAC_SIZE);
    view.tag = reader.Take(Tpm::HMAC_SIZE);
    view.authenticated = ByteView(octets).SubView(0, octets.size() - Tpm::HMAC_SIZE);
    const bool right =
        sealed ? GetLayout(frame.type, view.sealed.size()).has_value() : view.sealed.empty();
    return right ? std::optional(std::move(view)) : std::nullopt;
}

std::optional<Tpm::Layout>
KeyFrameFormat::GetLayout(KeyFrameType type, std::size_t size) const
{
    const TypeRow& row = GetRow(type);
    Tpm::Layout layout = row.fields;
    if (!m_published && HasNonce(type))
    {
        layout.push_back(KEY_NONCE_SIZE);
    }
    std::size_t fixed = 0;
    for (const std::size_t part : layout)
    {
        fixed += part == Tpm::A_KEY ? Tpm::KEY_SIZE : part;
    }
    const std::size_t list = size - std::min(size, fixed);
    if (size < fixed || (row.entry == 0 ? list != 0 : list % row.entry != 0))
    {
        return std::nullopt;
    }
    if (type == KeyFrameType::ENROL_REQUEST)
    {
        for (std::size_t at = 0; at < list; at += row.entry)
        {
            layout.insert(layout.end(), GetEnrolmentLayout().begin(), GetEnrolmentLayout().end());
        }
    }
    else if (list > 0)
    {
        layout.push_back(list);
    }
    return layout;
}

KeyNodeId
ReadKeyNodeId(ByteView octets)
{
    return boost::endian::load_big_u32(octets.data());
}

Bytes
WriteKeyNodeId(KeyNodeId id)
{
    Bytes octets(ID_SIZE);
    boost::endian::store_big_u32(octets.data(), id);
    return octets;
}

std::string
MakeKeyTopic(std::string_view prefix, ByteView random)
{
    std::string topic = std::string(prefix) + "/" + ToHex(random.SubView(0, KEY_TOPIC_RANDOM));
    topic.resize(KEY_TOPIC_SIZE);
    return topic;
}

std::optional<std::string>
ReadKeyTopic(ByteView octets)
{
    const std::string_view text = octets.ToText();
    const auto isDigit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    bool right = text.size() == KEY_TOPIC_SIZE;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        right = right && (i == KEY_PREFIX_SIZE ? text[i] == '/' : isDigit(text[i]));
    }
    return right ? std::optional(std::string(text)) : std::nullopt;
}

} // namespace ns3::mqtt
