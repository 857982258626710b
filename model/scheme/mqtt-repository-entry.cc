// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-repository-entry.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// Keeps entries apart from what else the issuer may sign.
constexpr std::string_view LABEL = "mqtt-card repository entry";

/// Octets of status, number of the card and expiry.
constexpr std::size_t HEAD_SIZE = 1 + std::tuple_size_v<CardId> + 8;

} // namespace

const Bytes&
GetUnknownCard()
{
    static const Bytes UNKNOWN{0};
    return UNKNOWN;
}

Bytes
SignEntry(const RepositoryEntry& entry, const CardKeyPair& issuer)
{
    Bytes head(HEAD_SIZE);
    head[0] = entry.status;
    std::copy(entry.card.begin(), entry.card.end(), head.begin() + 1);
    boost::endian::store_big_s64(head.data() + HEAD_SIZE - 8, entry.expires);
    const Bytes signature = issuer.Sign(JoinParts({ByteView(LABEL), head, entry.key}));
    return JoinParts({head, entry.key, signature});
}

Result<RepositoryEntry>
VerifyEntry(ByteView octets, const CardPublicKey& issuer)
{
    constexpr std::size_t around = HEAD_SIZE + CardPublicKey::P256_SIGNATURE_SIZE;
    if (octets.size() <= around)
    {
        return Error{"repository: entry too short"};
    }
    const ByteView signedPart = octets.SubView(0, octets.size() - around + HEAD_SIZE);
    if (!issuer.Verify(JoinParts({ByteView(LABEL), signedPart}), octets.SubView(signedPart.size())))
    {
        return Error{"repository: entry not signed by the issuer"};
    }
    if (octets[0] != RepositoryEntry::VALID && octets[0] != RepositoryEntry::REVOKED)
    {
        return Error{"repository: no such status of a card"};
    }
    RepositoryEntry entry;
    entry.status = static_cast<RepositoryEntry::Status>(octets[0]);
    std::copy_n(octets.begin() + 1, entry.card.size(), entry.card.begin());
    entry.expires = boost::endian::load_big_s64(octets.data() + HEAD_SIZE - 8);
    entry.key = signedPart.SubView(HEAD_SIZE).ToBytes();
    return entry;
}

} // namespace ns3::mqtt
