// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_ECQV_MEMBERS_H
#define MQTT_SCHEME_ECQV_MEMBERS_H

#include "mqtt-crypto-test.h"

#include "ns3/mqtt-ecqv-envelope.h"
#include "ns3/mqtt-ecqv-group.h"

#include <functional>
#include <list>
#include <random>

/// @file
/// A group of ECQV members and their broker in memory, without agents: everybody has a view of the
/// group and an envelope, and is told of every renewal at once.

namespace ns3::mqtt::test
{

/// A member of one side.
struct EcqvParty
{
    EcqvRole role;         ///< side
    EcqvSender sender;     ///< d_i, Q_i
    EcScalar contribution; ///< g_i
    EcqvMember member;     ///< certificate
    EcqvGroupView view;    ///< what it knows
    std::size_t since{0};  ///< renewals before it joined
    bool listens{true};    ///< takes updates
};

/// Authority, broker and members.
class EcqvMembers
{
  public:
    /// @param form form
    /// @param keptEpochs that members and broker remember
    explicit EcqvMembers(const EcqvForm& form, std::size_t keptEpochs = 4);
    EcqvMembers(const EcqvMembers&) = delete;
    EcqvMembers& operator=(const EcqvMembers&) = delete;

    /// @param role side of a new member, which is on it from the next renewal on
    /// @param expiry of its certificate
    /// @return the member
    EcqvParty& Join(EcqvRole role, std::int64_t expiry = NOW + 1000);

    /// @param party leaves with the next renewal; it is told nothing any more
    void Leave(EcqvParty& party);

    /// Begins an epoch and tells everybody.
    /// @return whether all of them took it
    bool Renew();

    /// @param party a member
    /// @return what it has to be told after what it knows already
    EcqvUpdate MakeUpdate(EcqvParty& party);

    /// @param party is told
    /// @param update what
    /// @return what it complains of, or nothing
    std::string Tell(EcqvParty& party, const EcqvUpdate& update);

    /// @param party seals
    /// @param payload what; must outlive the call
    /// @param topic for which
    /// @return octets; empty if it cannot
    Bytes Seal(EcqvParty& party, ByteView payload, const std::string& topic = TOPIC);

    /// @param sealed message
    /// @param side of the sender
    /// @param topic that it came with
    /// @return what the broker says
    EcqvOpened Verify(ByteView sealed,
                      EcqvRole side = EcqvRole::PUBLISHER,
                      const std::string& topic = TOPIC);

    /// @param party opens
    /// @param sealed message from the other side
    /// @param topic that it came with
    /// @return what it says
    EcqvOpened Open(EcqvParty& party, ByteView sealed, const std::string& topic = TOPIC);

    /// @param party opens
    /// @param sealed message from the other side
    /// @param topic that it came with
    /// @return whether the broker forwards it and the member opens it
    bool IsAccepted(EcqvParty& party, ByteView sealed, const std::string& topic = TOPIC);

    /// @param side of the group
    /// @return its private key
    const EcScalar& GetPrivateKey(EcqvRole side) const
    {
        return m_group.GetPrivateKey(side);
    }

    /// @return the newest statement
    const EcqvStatement& GetStatement() const
    {
        return m_group.GetStatement();
    }

    static constexpr const char* TOPIC = "room/1"; ///< unless another one is named

    const EcqvForm form;                                   ///< form
    const EllipticCurve& curve;                            ///< of the form
    EcqvId id;                                             ///< ID_G
    EcScalar authorityKey;                                 ///< d_CA
    EcPoint authorityPoint;                                ///< Q_CA
    std::unique_ptr<EcqvEnvelope> envelope;                ///< of everybody
    EcqvGroupView broker;                                  ///< what the broker knows
    std::list<EcqvParty> parties;                          ///< all members there ever were
    std::int64_t clock{NOW * std::int64_t{1'000'000'000}}; ///< T of the last message

  private:
    EcqvGroup m_group;                                                     ///< the authority's
    std::size_t m_keptEpochs;                                              ///< epochs remembered
    std::vector<std::pair<EcqvStatement, std::array<EcScalar, 2>>> m_past; ///< all epochs
};

/// @param role side
/// @return its place in a pair of lists
constexpr std::size_t
GetIndex(EcqvRole role)
{
    return role == EcqvRole::PUBLISHER ? 0 : 1;
}

/// Runs a test once for each form of a list, in a scope of its own.
class EcqvFormTest : public TestCase
{
  public:
    /// @param name of the test
    /// @param forms to run it with
    EcqvFormTest(const std::string& name, std::vector<EcqvForm> forms);

  protected:
    /// @param members a group with two publishers and two subscribers
    virtual void Script(EcqvMembers& members) = 0;

    /// @param members group
    /// @param role side
    /// @param index 0 or 1
    /// @return a member
    static EcqvParty& Get(EcqvMembers& members, EcqvRole role, std::size_t index = 0);

    /// @param size octets
    /// @return random octets
    Bytes MakePayload(std::size_t size);

    RecordingMeter m_meter;          ///< what everybody did
    std::mt19937_64 m_generator{11}; ///< chooses cases

  private:
    void DoRun() override;

    std::vector<EcqvForm> m_forms; ///< to run with
};

/// @param published as printed
/// @param option level of protection
/// @param reading of option 3 as printed
/// @return the form with P-256 and compressed points
EcqvForm MakeForm(bool published, EcqvOption option, EcqvReading reading = EcqvReading::RA);

/// @param published as printed
/// @return every option and reading
std::vector<EcqvForm> MakeForms(bool published);

/// @return every option and reading in both forms
std::vector<EcqvForm> MakeAllForms();

/// @param form form
/// @return in words, for complaints
std::string Describe(const EcqvForm& form);

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_ECQV_MEMBERS_H */
