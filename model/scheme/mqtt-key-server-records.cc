// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-server-records.h"

namespace ns3::mqtt
{

const Tpm::Layout&
GetEnrolmentLayout()
{
    static const Tpm::Layout LAYOUT{4, 1, KEY_TOPIC_SIZE, Tpm::A_KEY, Tpm::IV_SIZE, Tpm::A_KEY};
    return LAYOUT;
}

std::vector<Tpm::Part>
SplitEnrolment(const KeyNodeRecord& record)
{
    return {WriteKeyNodeId(record.id),
            Bytes{record.roles},
            ByteView(std::string_view(record.topic)).ToBytes(),
            record.keys.encrypt,
            record.iv,
            record.keys.sign};
}

std::optional<KeyNodeRecord>
JoinEnrolment(const std::vector<Tpm::Part>& parts, std::size_t at)
{
    KeyNodeRecord record;
    record.id = ReadKeyNodeId(std::get<Bytes>(parts[at]));
    record.roles = std::get<Bytes>(parts[at + 1])[0];
    const auto topic = ReadKeyTopic(std::get<Bytes>(parts[at + 2]));
    record.keys.encrypt = std::get<Tpm::Handle>(parts[at + 3]);
    record.iv = std::get<Bytes>(parts[at + 4]);
    record.keys.sign = std::get<Tpm::Handle>(parts[at + 5]);
    if (!topic || record.id == CENTER_NODE ||
        (record.roles & ~(KeyRoles::PUBLISHES | KeyRoles::SUBSCRIBES)) != 0)
    {
        return std::nullopt;
    }
    record.topic = *topic;
    return record;
}

std::uint8_t
GetPeerFlags(std::uint8_t own, KeyNodeId ownId, std::uint8_t other, KeyNodeId otherId)
{
    const bool sends = (own & KeyRoles::PUBLISHES) != 0 && (other & KeyRoles::SUBSCRIBES) != 0;
    const bool receives = (own & KeyRoles::SUBSCRIBES) != 0 && (other & KeyRoles::PUBLISHES) != 0;
    const bool asks = sends && (!receives || ownId < otherId);
    return static_cast<std::uint8_t>((sends ? KeyPeerFlags::SEND : 0) |
                                     (receives ? KeyPeerFlags::RECEIVE : 0) |
                                     (asks ? KeyPeerFlags::ASK : 0));
}

} // namespace ns3::mqtt
