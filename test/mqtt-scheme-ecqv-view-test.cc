// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

namespace ns3::mqtt::test
{

namespace
{

/// @param octets a scalar's
/// @param form curve
/// @return a scalar that differs
EcScalar
AddOne(const EcScalar& scalar, const EcqvForm& form)
{
    const std::uint8_t one = 1;
    return form.curve->Add(scalar, form.curve->Reduce({&one, 1}));
}

/// Changes to a statement after it was signed, none of which may pass.
struct Tampering
{
    const char* name;                                               ///< what is done
    void (*change)(EcqvStatement& statement, EcqvMembers& members); ///< does it
};

/// All of them.
const Tampering TAMPERINGS[] = {
    {"another epoch", [](EcqvStatement& s, EcqvMembers&) { ++s.epoch; }},
    {"another expiry", [](EcqvStatement& s, EcqvMembers&) { ++s.expiry; }},
    {"another Q_CAg",
     [](EcqvStatement& s, EcqvMembers& m) { s.authorityPoint = m.authorityPoint; }},
    {"another Q_P", [](EcqvStatement& s, EcqvMembers& m) { s.publishersKey = m.authorityPoint; }},
    {"another Q_S", [](EcqvStatement& s, EcqvMembers& m) { s.subscribersKey = m.authorityPoint; }},
    {"Q_P and Q_S exchanged",
     [](EcqvStatement& s, EcqvMembers&) { std::swap(s.publishersKey, s.subscribersKey); }},
    {"another list of publishers",
     [](EcqvStatement& s, EcqvMembers&) { s.publishersDigest[31] ^= 1; }},
    {"another list of subscribers",
     [](EcqvStatement& s, EcqvMembers&) { s.subscribersDigest[0] ^= 1; }},
    {"another V",
     [](EcqvStatement& s, EcqvMembers& m) { s.signature.commitment = m.authorityPoint; }},
    {"another s",
     [](EcqvStatement& s, EcqvMembers& m) {
         s.signature.response = AddOne(s.signature.response, m.form);
     }},
};

/// What members and broker do not believe.
class EcqvStatementTest : public EcqvFormTest
{
  public:
    EcqvStatementTest()
        : EcqvFormTest("ECQV groups: statements that are changed, old, expired or by an impostor",
                       {MakeForm(false, EcqvOption::CONFIDENTIAL)})
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& party = Get(members, EcqvRole::PUBLISHER);
        party.listens = false;
        const EcqvGroupView before = members.broker;
        const EcqvStatement old = members.GetStatement();
        const EcScalar oldKey = members.GetPrivateKey(EcqvRole::SUBSCRIBER);
        members.Join(EcqvRole::SUBSCRIBER);
        NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, "others");
        const EcqvUpdate update = members.MakeUpdate(party);
        for (const Tampering& tampering : TAMPERINGS)
        {
            EcqvUpdate changed = update;
            tampering.change(changed.keys.back().statement, members);
            Refuse(members, party, changed, tampering.name);
            EcqvGroupView broker = before;
            const auto problem = broker.TakeEpoch(changed.keys.back().statement,
                                                  {EcqvRosterChange(), update.change},
                                                  NOW);
            NS_TEST_EXPECT_MSG_EQ(problem.has_value(), true, tampering.name << " at the broker");
            NS_TEST_EXPECT_MSG_EQ(broker.GetNewestNumber(), 1, tampering.name);
            NS_TEST_EXPECT_MSG_EQ(broker.GetRoster(EcqvRole::SUBSCRIBER).GetSize(), 2, "as before");
        }
        Impostor(members, party, update);
        Broker(members, before, update);
        NS_TEST_EXPECT_MSG_EQ(members.Tell(party, update), "", "the true one");
        NS_TEST_EXPECT_MSG_EQ(members.Tell(party, update), "", "again");
        EcqvUpdate stale = update;
        stale.keys.back().statement = old;
        const auto problem = party.view.TakeUpdate(stale, party.role, {oldKey}, NOW);
        NS_TEST_EXPECT_MSG_EQ((problem ? problem->reason : ""),
                              "key update: of an epoch that is over",
                              "older");
        NS_TEST_EXPECT_MSG_EQ(party.view.GetNewestNumber(), 2, "no way back");
    }

    /// Somebody else signs.
    /// @param members group
    /// @param party is told
    /// @param update that is good
    void Impostor(EcqvMembers& members, EcqvParty& party, EcqvUpdate update)
    {
        EcqvGroup group(members.form, members.id, members.curve.MakeRandomScalar());
        for (const EcqvParty& other : members.parties)
        {
            group.Add(other.role,
                      {other.member,
                       other.sender.publicKey,
                       members.curve.Add(other.sender.key, other.contribution)});
        }
        group.Renew(NOW + 500);
        update.keys.back().statement = group.Renew(NOW + 500);
        const auto problem = party.view.TakeUpdate(update,
                                                   party.role,
                                                   {group.GetPrivateKey(EcqvRole::SUBSCRIBER)},
                                                   NOW);
        NS_TEST_EXPECT_MSG_EQ((problem ? problem->reason : ""),
                              "group statement: not signed by the authority",
                              "impostor");
        NS_TEST_EXPECT_MSG_EQ(party.view.GetNewestNumber(), 1, "nothing taken in");
    }

    /// What the broker refuses besides.
    /// @param members group
    /// @param before the broker's view
    /// @param update that is good
    void Broker(EcqvMembers& members, const EcqvGroupView& before, const EcqvUpdate& update)
    {
        const EcqvStatement& statement = members.GetStatement();
        EcqvGroupView broker = before;
        const auto take = [&](const EcqvRosterChange& change, std::int64_t now) {
            const auto problem = broker.TakeEpoch(statement, {EcqvRosterChange(), change}, now);
            return problem ? problem->reason : std::string();
        };
        NS_TEST_EXPECT_MSG_EQ(take({}, NOW), "group statement: of other lists of members", "list");
        NS_TEST_EXPECT_MSG_EQ(take(update.change, NOW + 500), "group statement: expired", "late");
        NS_TEST_EXPECT_MSG_EQ(take(update.change, NOW), "", "good");
        NS_TEST_EXPECT_MSG_EQ(take({}, NOW), "group statement: of an epoch that is over", "again");
    }

    /// @param members group
    /// @param party is told
    /// @param update that is not good
    /// @param what is wrong with it
    void Refuse(EcqvMembers& members,
                EcqvParty& party,
                const EcqvUpdate& update,
                const std::string& what)
    {
        const std::uint32_t epoch = party.view.GetNewestNumber();
        const std::size_t size = party.view.GetRoster(EcqvRole::SUBSCRIBER).GetSize();
        NS_TEST_EXPECT_MSG_EQ(members.Tell(party, update).empty(), false, what);
        NS_TEST_EXPECT_MSG_EQ(party.view.GetNewestNumber(), epoch, what);
        NS_TEST_EXPECT_MSG_EQ(party.view.GetRoster(EcqvRole::SUBSCRIBER).GetSize(), size, what);
    }
};

/// What else comes with a statement.
class EcqvUpdateTest : public EcqvFormTest
{
  public:
    EcqvUpdateTest()
        : EcqvFormTest("ECQV groups: wrong private keys, wrong lists, missed epochs",
                       {MakeForm(false, EcqvOption::ANONYMOUS)})
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& party = Get(members, EcqvRole::SUBSCRIBER);
        party.listens = false;
        std::vector<Bytes> sealed;
        for (int i = 0; i < 6; ++i)
        {
            members.Join(EcqvRole::PUBLISHER);
            NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, i);
            sealed.push_back(members.Seal(Get(members, EcqvRole::PUBLISHER), MakePayload(9)));
        }
        const EcqvUpdate update = members.MakeUpdate(party);
        NS_TEST_ASSERT_MSG_EQ(update.keys.size(), 6, "missed");
        Damage(members, party, update);
        NS_TEST_EXPECT_MSG_EQ(members.Tell(party, update), "", "good");
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((members.Open(party, sealed[i]).verdict == EcqvOpened::OPENED),
                                  (i >= 2),
                                  "four epochs are remembered, message " << i);
        }
    }

    /// @param members group
    /// @param party is told
    /// @param update that is good
    void Damage(EcqvMembers& members, EcqvParty& party, const EcqvUpdate& update)
    {
        const EcScalar& key = members.GetPrivateKey(EcqvRole::PUBLISHER);
        const EcScalar& other = members.GetPrivateKey(EcqvRole::SUBSCRIBER);
        EcqvUpdate last = update;
        last.keys.erase(last.keys.begin(), last.keys.end() - 1);
        Expect(party,
               last,
               {other},
               NOW,
               "key update: the private key does not fit the public one");
        Expect(party,
               last,
               {AddOne(key, members.form)},
               NOW,
               "key update: the private key does not fit the public one");
        Expect(party, last, {key}, NOW + 500, "key update: expired");
        Expect(party, last, {}, NOW, "key update: without keys");
        Expect(party, last, {key, key}, NOW, "key update: without keys");
        Expect(party, {}, {}, NOW, "key update: without keys");
        EcqvUpdate changed = last;
        changed.change.added.pop_back();
        Expect(party, changed, {key}, NOW, "key update: of another list of members");
        changed = last;
        std::swap(changed.change.added[0], changed.change.added[1]);
        Expect(party, changed, {key}, NOW, "key update: of another list of members");
        changed = last;
        ++changed.change.added[0].expiry;
        Expect(party, changed, {key}, NOW, "key update: of another list of members");
        changed = last;
        changed.keys.push_back(last.keys.front());
        Expect(party, changed, {key, key}, NOW, "key update: epochs out of order");
    }

    /// @param party is told
    /// @param update what
    /// @param keys private keys
    /// @param now Unix time in seconds
    /// @param reason of the refusal
    void Expect(EcqvParty& party,
                const EcqvUpdate& update,
                std::vector<EcScalar> keys,
                std::int64_t now,
                const std::string& reason)
    {
        const auto problem = party.view.TakeUpdate(update, party.role, std::move(keys), now);
        NS_TEST_EXPECT_MSG_EQ((problem ? problem->reason : "none"), reason, "refusal");
        NS_TEST_EXPECT_MSG_EQ(party.view.GetNewestNumber(), 1, reason);
        NS_TEST_EXPECT_MSG_EQ(party.view.GetRoster(EcqvRole::PUBLISHER).GetEpoch(), 1, reason);
    }
};

/// Somebody on the way to a publisher puts a key of its own in the place of Q_P.
class EcqvSubstitutionTest : public EcqvFormTest
{
  public:
    EcqvSubstitutionTest()
        : EcqvFormTest("ECQV groups, attack: a substituted group key opens what is sealed",
                       {MakeForm(true, EcqvOption::CONFIDENTIAL),
                        MakeForm(false, EcqvOption::CONFIDENTIAL),
                        MakeForm(true, EcqvOption::ANONYMOUS),
                        MakeForm(false, EcqvOption::ANONYMOUS)})
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        victim.listens = false;
        NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, "others");
        EcqvUpdate update = members.MakeUpdate(victim);
        const EcScalar stolen = members.curve.MakeRandomScalar();
        update.keys.back().statement.publishersKey = members.curve.MultiplyBase(stolen);
        const bool isTaken = members.Tell(victim, update).empty();
        NS_TEST_EXPECT_MSG_EQ(isTaken, members.form.published, Describe(members.form));
        // The attacker listens: a subscriber's view but for d_P, which is its own.
        const Bytes payload = MakePayload(40);
        const Bytes sealed = members.Seal(victim, payload);
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        EcqvGroupView view(members.form, members.id, members.authorityPoint, 1);
        EcqvUpdate own = members.MakeUpdate(reader);
        own.keys.erase(own.keys.begin(), own.keys.end() - 1);
        own.keys.back().statement.publishersKey = members.curve.MultiplyBase(stolen);
        view.TakeUpdate(own, EcqvRole::SUBSCRIBER, {stolen}, NOW);
        const auto opened =
            members.envelope->Open(EcqvRole::PUBLISHER, EcqvMembers::TOPIC, sealed, view, NOW);
        NS_TEST_EXPECT_MSG_EQ((opened.payload == payload),
                              members.form.published,
                              Describe(members.form));
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, sealed),
                              !members.form.published,
                              Describe(members.form));
    }
};

/// As printed the broker looks at public keys that are told along.
class EcqvToldKeyTest : public EcqvFormTest
{
  public:
    EcqvToldKeyTest()
        : EcqvFormTest("ECQV groups as printed: public keys are told along, the broker checks them",
                       {MakeForm(true, EcqvOption::AUTHENTICATED)})
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        EcqvUpdate update = members.MakeUpdate(reader);
        m_meter.Clear();
        const EcScalar stolen = members.curve.MakeRandomScalar();
        update.change.added[0].publicKey = members.curve.MultiplyBase(stolen);
        EcqvRosterChange change = update.change;
        NS_TEST_EXPECT_MSG_EQ(
            members.broker.TakeEpoch(members.GetStatement(), {change, {}}, NOW).has_value(),
            true,
            "at the broker");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("point-multiply-p256"), 1, "the new key alone");
        NS_TEST_EXPECT_MSG_EQ(members.Tell(reader, update), "", "a member takes it");
        EcqvSender thief{victim.sender.id, stolen, members.curve.MultiplyBase(stolen)};
        EcqvParcel parcel;
        const auto sealed = members.envelope->Seal(thief, parcel, reader.view);
        NS_TEST_EXPECT_MSG_EQ(members.Open(reader, *sealed).verdict, EcqvOpened::OPENED, "forged");
        NS_TEST_EXPECT_MSG_EQ(members.Verify(*sealed).verdict, EcqvOpened::REJECTED, "forged");
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvViewTests()
{
    return {new EcqvStatementTest,
            new EcqvUpdateTest,
            new EcqvSubstitutionTest,
            new EcqvToldKeyTest};
}

} // namespace ns3::mqtt::test
